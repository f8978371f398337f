import { ChatError } from '../../errors'
import type { JSONObject, SendOptions } from '../../message'
import { addressOf } from '../address'

/** A message of the old API, of either way of making it. */
export type Outgoing = JSONObject

/** What goes to whom, of ours. `file` is to be uploaded first. */
export interface Post {
  to: string
  options: SendOptions
  upload?: { source: string | object; name?: string; duration?: number; width?: number; height?: number }
}

const media = ['img', 'audio', 'video', 'file']

/** Makes one of our messages of one of the old API. `fileIn` finds the id of a file of ours in an address. */
export function postOf(message: Outgoing, fileIn: (url: string) => string | undefined): Post {
  const to = addressOf(message.chatType, message.to)
  const options: SendOptions = { type: message.type, body: {}, cid: String(message.id), ...asked(message) }
  if (message.ext && Object.keys(message.ext).length > 0) options.ext = message.ext
  if (media.indexOf(message.type) < 0) return { to, options: { ...options, body: contentOf(message) } }
  return mediaPost(message, { to, options }, fileIn)
}

// What a message asks for beside its content. All but `priority`, which only chatrooms know, hold everywhere.
function asked(message: Outgoing): Partial<SendOptions> {
  const { deliverOnlineOnly, receiverList, msgConfig, priority, chatType, quote, at } = message
  const options: Partial<SendOptions> = {}
  if (deliverOnlineOnly) options.store = false
  else if (message.type === 'cmd') options.store = true // the old service keeps commands for who is away
  if (receiverList && receiverList.length > 0) options.only = receiverList
  if (msgConfig && msgConfig.allowGroupAck) options.receipt = true
  if (chatType === 'chatRoom' && priority && priority !== 'normal') options.priority = priority
  if (message.ext && message.ext.em_ignore_notification) options.no_push = true
  if (quote) options.quote = quote
  if (at) options.at = at
  return options
}

function contentOf(message: Outgoing): JSONObject {
  switch (message.type) {
    case 'txt':
      return { text: String(message.msg === undefined ? '' : message.msg) }
    case 'cmd':
      return { action: message.action }
    case 'loc':
      return { lat: Number(message.lat), lng: Number(message.lng), address: message.addr, name: message.buildingName }
    case 'custom':
      return { event: message.customEvent, exts: message.customExts || message.params || {} }
    case 'combine':
      return combined(message)
    default:
      throw new ChatError('bad_option', `"${message.type}" is no type of message: write txt, img, audio, video, file, loc, cmd, custom or combine`, { field: 'type' })
  }
}

function combined(message: Outgoing): JSONObject {
  const list = (message.messageList || []) as JSONObject[]
  const level = Math.max(0, ...list.map((one) => one.combineLevel || 0)) + 1
  const messages = list.map((one) => ({ type: one.type, from: one.from, to: addressOf(one.chatType, one.to), ts: one.time, id: one.id, ext: one.ext, body: forwarded(one) }))
  return { title: message.title, summary: message.summary, compatible: message.compatibleText, level, messages }
}

// What a message that is forwarded holds.
function forwarded(message: JSONObject): JSONObject {
  if (message.type === 'combine') return { ...contentOf({ ...message, type: 'combine' }), messages: message.messages || [{ type: 'txt', body: { text: message.compatibleText || message.title || '' } }] }
  if (media.indexOf(message.type) < 0) return contentOf(message)
  return describe(message, message.file ? { file: message.file } : { url: message.url })
}

function mediaPost(message: Outgoing, post: Post, fileIn: (url: string) => string | undefined): Post {
  const given = message.media || (message.file && typeof message.file === 'object' && !message.file.size ? message.file : undefined) || {}
  const file = typeof message.file === 'string' ? { path: message.file } : message.file || {}
  const all: JSONObject = { ...given, ...file, ...(message.body && typeof message.body === 'object' ? message.body : {}), ...own(message) }
  const url = all.url && typeof all.url === 'string' ? all.url : undefined
  if (url) {
    const id = fileIn(url)
    return { ...post, options: { ...post.options, body: describe(all, id ? { file: id } : { url }) } }
  }
  const source = all.data || all.tempFilePath || all.filePath || all.path || all.uri || (isFile(message.file) ? message.file : undefined)
  if (!source) throw new ChatError('bad_option', 'say which file: file, with data or a path, or url', { field: 'file' })
  const { filename, length, width, height } = all
  return { ...post, options: { ...post.options, body: describe(all, {}) }, upload: { source, name: filename, duration: length, width, height } }
}

// What stands beside the file in the message itself.
function own(message: Outgoing): JSONObject {
  const found: JSONObject = {}
  for (const name of ['url', 'filename', 'length', 'width', 'height', 'file_length', 'filetype', 'size']) if (message[name] !== undefined) found[name] = message[name]
  return found
}

const isFile = (value: unknown): boolean => !!value && typeof value === 'object' && typeof (value as { size?: number }).size === 'number'

/** What a message says of its file. */
function describe(all: JSONObject, where: JSONObject): JSONObject {
  return { ...where, name: all.filename, size: all.file_length || all.size, duration: all.length, width: all.width, height: all.height, filetype: all.filetype }
}
