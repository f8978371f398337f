import { addressOf, client } from '../../client'
import { bubbleOf, titleOf, withMessages } from '../../messages'

Page({
  data: { bubbles: [], text: '', last: '', progress: '' },

  onLoad ({ to }) {
    this.to = to
    my.setNavigationBar({ title: titleOf(to) })
    const here = (tell) => (event) => { if (event.conversation === to) tell(event) }
    const show = here(({ message }) => this.show([message]))
    this.stop = [
      client.on('message', show),
      client.on('sent', show),
      client.on('changed', show),
      client.on('gap', here(() => this.begin())), // more was missed than is told one by one
    ]
    this.begin()
  },

  onUnload () {
    this.stop.forEach((stop) => stop())
  },

  begin () {
    this.messages = []
    this.whole = false
    return this.older()
  },

  // older reads what was written before the first message that is shown.
  async older () {
    if (this.reading || this.whole) return
    this.reading = true
    try {
      const first = this.messages.find((one) => one.seq)
      const page = await client.readHistory(this.to, { before: first && first.seq, limit: 30 })
      this.whole = !page.more
      this.show(page.messages)
    } catch (error) {
      my.showToast({ content: error.message })
    } finally {
      this.reading = false
    }
  },

  async show (messages) {
    this.messages = withMessages(this.messages, messages)
    this.draw()
    if (messages.some((one) => one.from !== client.user)) client.markRead(this.to).catch(() => {})
    for (const one of messages) {
      if (one.type !== 'img') continue
      const picture = await addressOf(one.body.file).catch(() => '')
      this.messages = withMessages(this.messages, [{ ...one, picture }])
      this.draw()
    }
  },

  draw () {
    const bubbles = this.messages.map((one) => bubbleOf(one, client.user))
    const end = bubbles.length && bubbles[bubbles.length - 1].key
    this.setData(end === this.end ? { bubbles } : { bubbles, last: `m${bubbles.length - 1}` })
    this.end = end
  },

  typed ({ detail }) {
    this.setData({ text: detail.value })
  },

  // The message is shown at once. It is sent until the server has it, by the next run of the app if need be: then `sent`
  // tells its seq.
  send () {
    const text = this.data.text.trim()
    if (!text) return
    this.setData({ text: '' })
    const sending = client.send(this.to, { body: { text } })
    const message = { cid: sending.cid, from: client.user, type: 'txt', body: { text }, ts: Date.now() }
    this.show([message])
    sending.catch((error) => this.show([{ ...message, error: error.message }]))
  },

  sendPicture () {
    my.chooseImage({ count: 1, success: ({ tempFilePaths }) => this.upload(tempFilePaths[0]) })
  },

  async upload (path) {
    const onProgress = ({ sent, total }) => this.setData({ progress: `${Math.round(sent / total * 100)} %` })
    try {
      await client.sendMedia(this.to, path, { type: 'img', onProgress })
    } catch (error) {
      my.showToast({ content: error.message })
    }
    this.setData({ progress: '' })
  },
})
