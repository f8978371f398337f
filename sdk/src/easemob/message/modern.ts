import type { JSONObject, Message } from '../../message'
import { chatTypeOf, idOf } from '../address'
import type { Files } from './files'

/** A message of the old API, as `addEventHandler` hears it, and as histories hold it. */
export interface ChatMessage {
  type: string
  id: string
  from: string
  to: string
  chatType: string
  ext: JSONObject
  /** Milliseconds since 1970. */
  time: number
  [more: string]: unknown
}

// The old word for a place is `loc`, as ours is. What is not known there shows as a custom message.
const known = ['txt', 'img', 'audio', 'video', 'file', 'loc', 'cmd', 'custom', 'combine']

/** Makes a message of the old API of one of ours. Files get an address to load them from. */
export async function modernOf(message: Message, files: Files, isThread: (group: string) => JSONObject | undefined): Promise<ChatMessage> {
  const thread = message.to.indexOf('group/') === 0 ? isThread(idOf(message.to)) : undefined
  const made: ChatMessage = {
    id: message.id,
    type: known.indexOf(message.type) >= 0 ? message.type : 'custom',
    from: message.from,
    to: idOf(message.to),
    chatType: chatTypeOf(message.to),
    ext: message.ext || {},
    time: message.ts,
    contentsType: message.type.toUpperCase(),
    isChatThread: !!thread,
    deliverOnlineOnly: message.seq === undefined,
    ...(await content(message, files)),
  }
  return Object.assign(made, extras(message, thread))
}

function extras(message: Message, thread: JSONObject | undefined): JSONObject {
  const { edited, reactions, receipt, at, only, pinned, quote } = message
  const more: JSONObject = {}
  if (edited) more.modifiedInfo = { operationTime: edited.ts, operatorId: edited.by || '', operationCount: edited.times }
  if (reactions) more.reactions = reactions.map((r) => ({ reaction: r.kind, count: r.count, userList: r.users }))
  if (receipt) more.msgConfig = { allowGroupAck: true }
  if (at) more.at = at
  if (only) more.receiverList = only
  if (pinned) more.pinnedInfo = { operatorId: pinned.by || '', pinTime: pinned.ts }
  if (quote) more.quote = quote
  if (thread) more.chatThread = thread
  return more
}

async function content(message: Message, files: Files): Promise<JSONObject> {
  const { body } = message
  switch (message.type) {
    case 'txt':
      return { msg: body.text || '' }
    case 'cmd':
      return { action: body.action === undefined ? JSON.stringify(body) : body.action }
    case 'loc':
      return { lat: body.lat, lng: body.lng, addr: body.address || '', buildingName: body.name || '' }
    case 'custom':
      return { customEvent: body.event || '', customExts: body.exts || body }
    case 'combine':
      return { title: body.title || '', summary: body.summary || '', compatibleText: body.compatible || '', combineLevel: body.level || 1, url: combineURL(message), secret: '' }
    case 'img':
    case 'audio':
    case 'video':
    case 'file':
      return media(body, files)
    default: // of an app that sends kinds of its own
      return { customEvent: message.type, customExts: body }
  }
}

async function media(body: JSONObject, files: Files): Promise<JSONObject> {
  const [file, cover] = await Promise.all([body.file, body.cover].map((id) => (id ? files.get(id) : undefined)))
  const url = (file && file.url) || body.url || ''
  return {
    url,
    thumb: (cover && cover.url) || (file && file.thumb_url) || body.thumb || '',
    secret: '',
    filename: body.name || (file && file.name) || '',
    file_length: body.size || (file && file.size) || 0,
    length: body.duration || (file && file.duration) || 0,
    width: body.width || (file && file.width) || 0,
    height: body.height || (file && file.height) || 0,
    filetype: body.filetype || (file && file.type) || '',
    file: body.file,
  }
}

/** How a forwarded bundle is named: where it is, so that it can be read again. */
export const combineURL = (message: { from: string; to: string; seq?: number }): string => `combine:${message.from}:${message.to}:${message.seq}`
