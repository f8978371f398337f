// What is written, chosen or spoken.
import { $, complain, toast } from './dom.js'
import { record } from './media.js'
import { t } from './words.js'

const typingEvery = 3000

export class Composer {
  told = 0

  constructor (talk) {
    this.talk = talk
    $('composer').onsubmit = (event) => {
      event.preventDefault()
      this.send()
    }
    $('text').oninput = () => this.wrote()
    $('text').onkeydown = (event) => {
      // Enter also ends the choice of a Chinese character, which is no sending.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
      event.preventDefault()
      this.send()
    }
    $('text').onpaste = (event) => {
      const [file] = event.clipboardData.files
      if (!file) return
      event.preventDefault()
      this.picture(file)
    }
    $('attach').onclick = () => $('file').click()
    $('file').onchange = () => {
      for (const file of $('file').files) this.picture(file)
      $('file').value = ''
    }
    $('speak').onclick = () => this.speak()
    $('drop').onclick = () => this.stop()
    $('say').onclick = () => this.stop(true)
  }

  begin () {
    $('text').value = ''
    this.grow()
    if (matchMedia('(hover: hover)').matches) $('text').focus() // on a phone it would open the keyboard
  }

  end () {
    this.told = 0
    if (this.recording) this.stop()
  }

  send () {
    const text = $('text').value.trim()
    if (!text) return
    this.talk.say(text)
    $('text').value = ''
    this.told = 0
    this.grow()
  }

  wrote () {
    this.grow()
    if (this.talk.room || !$('text').value || Date.now() - this.told < typingEvery) return
    this.told = Date.now()
    this.talk.client.typing(this.talk.address)
  }

  grow () {
    $('text').style.height = 'auto'
    $('text').style.height = `${$('text').scrollHeight + 2}px`
  }

  picture (file) {
    if (!file.type.startsWith('image/')) return toast(t('noPicture'))
    this.talk.sendFile(file, 'img')
  }

  async speak () {
    if (this.recording) return
    try {
      this.recording = await record()
    } catch (err) {
      return err.say ? toast(err.say) : complain(err)
    }
    this.show(true)
    this.timer = setInterval(() => this.tick(), 250)
    this.tick()
    $('say').focus()
  }

  tick () {
    const seconds = this.recording.seconds()
    $('seconds').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    if (seconds >= 60) this.stop(true) // a voice message, no lecture
  }

  async stop (send = false) {
    const recording = this.recording
    const to = this.talk.address
    clearInterval(this.timer)
    this.recording = undefined
    this.show(false)
    const { file, duration } = await recording.stop()
    if (send && to === this.talk.address) this.talk.sendFile(file, 'audio', { duration })
  }

  show (recording) {
    $('recorder').hidden = !recording
    $('composer').hidden = recording
  }
}
