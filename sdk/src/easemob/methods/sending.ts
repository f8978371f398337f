import { markDelivered, markRead } from '../../api/routes'
import { randomName } from '../../identity'
import type { UploadOptions } from '../../media'
import type { JSONObject } from '../../message'
import { addressOf } from '../address'
import { asEasemobError, EasemobError } from '../errors'
import type { Face } from '../face'
import { fileIn } from '../message/files'
import { type Post, postOf } from '../message/outgoing'

/** What became of a message that was sent. */
export interface Sent {
  localMsgId: string
  serverMsgId: string
  message?: JSONObject
}

/** Callbacks of an upload, by the names of the old API. */
export interface UploadCallbacks {
  onFileUploadProgress?: (progress: { loaded: number; total: number; lengthComputable: boolean }) => void
  onFileUploadComplete?: (answer: JSONObject) => void
  onFileUploadError?: (err: EasemobError) => void
  onFileUploadCanceled?: () => void
}

/** Sending, marks of what was read, and uploads. */
export const sendingMethods = (face: Face) => ({
  /** Sends what `message.create` made, or the `body` of an older message. Resolves when the server has it on disk. */
  async send(message: JSONObject): Promise<Sent> {
    if (message.type === 'read' || message.type === 'channel' || message.type === 'delivery') return mark(face, message)
    const post = postOf(message, (url) => fileIn(url, face.server))
    if (post.upload) await uploadFor(face, post, message)
    void face.me
    const receipt = await face.client.send(post.to, { ...post.options, cid: post.options.cid || randomName(16) }).catch((thrown) => {
      throw asEasemobError(thrown, post.to.indexOf('room/') === 0 && thrown.code === 'not_member' ? 'CHATROOM_NOT_JOINED' : undefined)
    })
    const { cid, id, seq, ts } = receipt
    const { type, body, ext, receipt: named } = post.options
    const sent = { type: type!, body, ext, receipt: named, cid, id, seq, ts, from: face.me, to: post.to }
    return { localMsgId: cid, serverMsgId: id, message: await face.modern(post.to, sent) }
  },
  /** Uploads a file; the answer names it as the old REST API does. */
  async uploadFile(options: { file: JSONObject | string; name?: string; filename?: string } & UploadCallbacks): Promise<JSONObject> {
    const { file } = options
    const source = typeof file === 'string' ? file : file.data || file.tempFilePath || file.filePath || file.path || file
    const uploaded = await upload(face, source, { name: options.filename || options.name || (typeof file === 'object' ? file.filename : undefined) }, options)
    return uploaded
  },
})

async function mark(face: Face, message: JSONObject): Promise<Sent> {
  const conversation = addressOf(message.chatType, message.to)
  const whole = message.type === 'channel'
  const place = whole ? undefined : await face.ids.find(conversation, String(message.id))
  const body = place && { seq: place.seq }
  if (message.type === 'delivery') await face.call(markDelivered, conversation, body)
  else await face.call(markRead, conversation, body)
  return { localMsgId: String(message.id), serverMsgId: String(message.id) }
}

async function uploadFor(face: Face, post: Post, message: JSONObject): Promise<void> {
  const { source, ...options } = post.upload!
  const uploaded = await upload(face, source, options, message as UploadCallbacks)
  const entity = uploaded.entities[0]
  post.options.body = { ...post.options.body, file: entity.uuid, name: post.options.body.name || entity.name, size: post.options.body.size || entity.size, width: post.options.body.width || entity.width, height: post.options.body.height || entity.height }
}

async function upload(face: Face, source: string | object, options: UploadOptions, told: UploadCallbacks): Promise<JSONObject> {
  void face.me
  const onProgress = told.onFileUploadProgress && ((p: { sent: number; total: number }) => told.onFileUploadProgress!({ loaded: p.sent, total: p.total, lengthComputable: true }))
  try {
    const file = await face.client.upload(source, { ...options, onProgress })
    face.files.put(file)
    const entity = { uuid: file.id, type: 'chatfile', 'share-secret': '', name: file.name, size: file.size, width: file.width, height: file.height }
    const answer = { uri: `${face.restBase}/chatfiles`, entities: [entity], url: file.url, thumb: file.thumb_url || '', timestamp: Date.now() }
    if (told.onFileUploadComplete) told.onFileUploadComplete(answer)
    return answer
  } catch (thrown) {
    const err = asEasemobError(thrown)
    if (told.onFileUploadError) told.onFileUploadError(err)
    throw err
  }
}
