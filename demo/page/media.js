// Files of messages: where they are loaded from, and voice.
import { el, enlarge } from './dom.js'
import { t } from './words.js'

// The page loads from its own server alone, by whatever name it was opened.
const own = (address) => {
  const { pathname, search } = new URL(address, location.href)
  return pathname + search
}

export class Media {
  files = new Map()

  constructor (client) {
    this.client = client
  }

  // file tells of a file of a message: its addresses end in `url` and, of a picture, `thumb`.
  file (id) {
    if (!this.files.has(id)) {
      const asked = this.client.getFile(id).then((f) => ({ ...f, url: own(f.url), small: f.thumb_url && own(f.thumb_url) }))
      asked.catch(() => this.files.delete(id))
      this.files.set(id, asked)
    }
    return this.files.get(id)
  }

  // show gives the element for a message's file, which fills itself.
  show ({ type, body }) {
    const shown = { img: picture, audio: voice, video: film }[type](body)
    if (body.file) {
      this.file(body.file).then((f) => shown.fill(f), () => shown.element.replaceChildren(el('span', { class: 'soft' }, t('fileGone'))))
    }
    return shown.element
  }
}

function picture (body) {
  const image = el('img', { alt: body.name || t('picture'), loading: 'lazy' })
  const element = el('button', { type: 'button', class: 'picture', 'aria-label': `${t('picture')}: ${body.name || ''}` }, image)
  image.onerror = () => element.replaceChildren(el('span', { class: 'soft' }, t('noPicture')))
  if (body.local) image.src = body.local
  return {
    element,
    fill (f) {
      if (f.thumb) Object.assign(image, { width: f.thumb.width, height: f.thumb.height })
      image.src = f.small || f.url
      element.onclick = () => enlarge(f.url, body.name)
    },
  }
}

function film () {
  const element = el('video', { controls: true, preload: 'metadata', 'aria-label': t('video') })
  return { element, fill: (f) => (element.src = f.url) }
}

function voice (body) {
  const seconds = Math.max(1, Math.round(body.duration || 1))
  const sound = new Audio()
  sound.preload = 'none'
  const bars = el('span', { class: 'bars', 'aria-hidden': 'true' }, ...Array.from({ length: 14 }, () => el('i')))
  const element = el('button', { type: 'button', class: 'voice', 'aria-label': `${t('voice')}, ${seconds} s`, 'aria-pressed': 'false', disabled: true }, bars, `${seconds}″`)
  const played = () => element.setAttribute('aria-pressed', String(!sound.paused))
  sound.onplay = sound.onpause = sound.onended = played
  element.onclick = () => (sound.paused ? sound.play().catch(() => element.replaceChildren(t('fileGone'))) : sound.pause())
  return {
    element,
    fill (f) {
      sound.src = f.url
      element.disabled = false
    },
  }
}

// In this order: what most devices play first.
const forms = [['audio/mp4;codecs=mp4a.40.2', 'm4a'], ['audio/webm;codecs=opus', 'webm'], ['audio/ogg;codecs=opus', 'ogg']]

// record begins to record. It throws an error whose code is a sentence of words.js where that cannot be.
export async function record () {
  if (!navigator.mediaDevices || !window.MediaRecorder) throw { code: 'no_microphone', say: t('noMicrophone') }
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((err) => {
    throw { say: t(err.name === 'NotAllowedError' ? 'microphoneRefused' : 'noMicrophoneFound') }
  })
  const [mimeType, ending] = forms.find(([form]) => MediaRecorder.isTypeSupported(form)) || [undefined, 'audio']
  const recorder = new MediaRecorder(stream, { mimeType })
  const parts = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const begin = Date.now()
  const ended = new Promise((resolve) => (recorder.onstop = resolve))
  recorder.start()
  const stop = async () => {
    const duration = (Date.now() - begin) / 1000
    recorder.stop()
    await ended
    for (const track of stream.getTracks()) track.stop()
    return { file: new File(parts, `voice.${ending}`, { type: recorder.mimeType.split(';')[0] }), duration }
  }
  return { stop, seconds: () => Math.floor((Date.now() - begin) / 1000) }
}
