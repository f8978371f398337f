import type { JSONObject, Message } from '../../message'

import type { TIMMessage } from '../objects'

// What messages are in both worlds: [our type, payload → our body, our body → payload]. Media are in media.ts.
interface Form {
  type: string
  out(payload: JSONObject): JSONObject
  in(body: JSONObject): JSONObject
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** The forms of what needs no file, by the type of this face. */
export const forms: { [type: string]: Form } = {
  TIMTextElem: { type: 'txt', out: (p) => ({ text: text(p.text) }), in: (b) => ({ text: text(b.text) }) },
  TIMFaceElem: {
    type: 'custom',
    out: (p) => ({ face: true, index: p.index, data: p.data }),
    in: (b) => ({ index: b.index, data: b.data }),
  },
  TIMCustomElem: {
    type: 'custom',
    out: (p) => ({ data: text(p.data), description: text(p.description), extension: text(p.extension) }),
    // A message of an app that speaks the server's own language.
    in: (b) => (typeof b.data === 'string' ? { data: b.data, description: text(b.description), extension: text(b.extension) } : { data: JSON.stringify(b), description: '', extension: '' }),
  },
  TIMLocationElem: {
    type: 'loc',
    out: (p) => ({ lat: p.latitude, lng: p.longitude, address: text(p.description) }),
    in: (b) => ({ description: text(b.address || b.name), longitude: b.lng, latitude: b.lat }),
  },
  TIMRelayElem: {
    type: 'combine',
    out: (p) => ({ title: text(p.title), abstract: p.abstractList || [], compatibleText: text(p.compatibleText) }),
    in: (b) => ({ title: text(b.title), abstractList: b.abstract || [], compatibleText: text(b.compatibleText), downloadKey: '', pbDownloadKey: '', layersOverLimit: false, version: 1, messageList: [] }),
  },
}

/** The type that this face gives a message of ours. */
export function timType({ type, body }: Pick<Message, 'type' | 'body'>): string {
  switch (type) {
    case 'img':
      return 'TIMImageElem'
    case 'audio':
      return 'TIMSoundElem'
    case 'video':
      return 'TIMVideoFileElem'
    case 'file':
      return 'TIMFileElem'
    case 'loc':
      return 'TIMLocationElem'
    case 'combine':
      return 'TIMRelayElem'
    case 'event':
      return 'TIMGroupTipElem'
    case 'txt':
    case 'recalled':
      return 'TIMTextElem'
    default:
      return body.face ? 'TIMFaceElem' : 'TIMCustomElem'
  }
}

const form = /^(.+)-(\d{10})-(\d+)$/

/** The ID of a message: that which its sender gave it, or one made of what never changes. */
export function messageID({ cid, from, ts, seq, to, id }: Message): string {
  const parts = form.exec(cid || '')
  if (parts && parts[1] === from) return cid!
  const sender = from || to.slice(to.indexOf('/') + 1)
  return `${sender}-${Math.floor(ts / 1000)}-${seq === undefined ? numberOf(id) : seq}`
}

function numberOf(id: string): number {
  let n = 0
  for (let i = 0; i < id.length; i++) n = (Math.imul(n, 31) + id.charCodeAt(i)) >>> 0
  return n
}

export interface Extra {
  cloudCustomData?: string
  needReadReceipt?: boolean
}

/** Our `ext` of what stands beside the payload. */
export function extOf(message: Partial<TIMMessage>): JSONObject | undefined {
  const ext: Extra = {}
  if (message.cloudCustomData) ext.cloudCustomData = message.cloudCustomData
  if (message.needReadReceipt) ext.needReadReceipt = true
  return Object.keys(ext).length > 0 ? ext : undefined
}

/** What stands beside the payload; the `ext` of other apps is shown as it is. */
export function cloudCustomData(ext: JSONObject | undefined): string {
  if (!ext) return ''
  if (typeof ext.cloudCustomData === 'string') return ext.cloudCustomData
  const { needReadReceipt, ...other } = ext
  void needReadReceipt
  return Object.keys(other).length > 0 ? JSON.stringify(other) : ''
}
