import type { JSONObject, SendOptions } from '../../message'
import type { TIMMessage } from '../objects'
import { extOf, forms } from './form'
import { mediaTypes } from './media'

type Content = Pick<SendOptions, 'type' | 'body' | 'ext'>

/** What a message is at the server: type, body and ext. */
export function contentOf(message: Pick<TIMMessage, 'type' | 'payload'> & Partial<TIMMessage>): Content {
  const { type, payload } = message
  const ext = extOf(message)
  if (type === 'TIMRelayElem') return { type: 'combine', body: { ...forms[type].out(payload), messages: ((payload.messageList || []) as TIMMessage[]).map(bundled) }, ext }
  if (forms[type]) return { type: forms[type].type, body: forms[type].out(payload), ext }
  if (!mediaTypes[type]) return { type: 'custom', body: { data: '', description: '', extension: '' }, ext } // a tip, in a bundle
  return { type: mediaTypes[type], body: mediaBody(payload), ext }
}

// A message in a bundle, in the server's own words: any app can open it, and who reads the bundle may load its file.
function bundled(one: TIMMessage): JSONObject {
  const { ID, from, nick, avatar, conversationType, to, time } = one
  return { id: ID, from, nick, avatar, to: `${conversationType === 'GROUP' ? 'group' : 'user'}/${to}`, ts: time * 1000, ...contentOf(one) }
}

function mediaBody(payload: JSONObject): JSONObject {
  const [first = {}] = payload.imageInfoArray || []
  const url = payload.fileUrl || payload.videoUrl || payload.url || first.url
  const about = { name: payload.fileName, size: payload.fileSize || payload.videoSize || payload.size || first.size, duration: payload.videoSecond || payload.second, width: first.width, height: first.height }
  return { ...(payload.uuid ? { file: payload.uuid } : { url }), ...about, cover: payload.thumbUUID || undefined }
}
