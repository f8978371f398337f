import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject, Message, Receipt } from '../../message'
import { chatTypeOf, idOf } from '../address'
import type { Face } from '../face'
import { legacyForm } from '../message/legacy-form'

const handlerOf: { [type: string]: string } = {
  txt: 'onTextMessage',
  img: 'onImageMessage',
  audio: 'onAudioMessage',
  video: 'onVideoMessage',
  file: 'onFileMessage',
  loc: 'onLocationMessage',
  cmd: 'onCmdMessage',
  custom: 'onCustomMessage',
  combine: 'onCombineMessage',
}

/** Tells of messages: new ones, and what becomes of them. */
export function messageEvents(face: Face, client: Client): void {
  client.on('message', ({ conversation, message }) => face.inLine(() => told(face, conversation, message)))
  client.on('changed', ({ conversation, message, event }) => face.inLine(() => changed(face, conversation, message, event)))
  client.on('sent', ({ conversation, message, receipt }) => face.inLine(() => sent(face, conversation, message, receipt)))
}

/** Tells of a message, once. */
export async function told(face: Face, conversation: string, message: Message): Promise<void> {
  if (message.type === 'recalled') return recalled(face, conversation, message)
  if (face.toldBefore(message.id)) return
  const modern = await face.modern(conversation, message)
  const name = handlerOf[modern.type]
  face.handlers.tellModern(name, modern)
  face.handlers.tellModern('onMessage', [modern])
  const legacy = legacyForm(modern, face.accessToken)
  face.handlers.tellLegacy(name, legacy)
  if (modern.type === 'img') face.handlers.tellLegacy('onPictureMessage', legacy)
  face.handlers.tellLegacy('onMessage', [modern])
}

// The server has a message of this device.
function sent(face: Face, conversation: string, message: Message, receipt: Receipt): void {
  face.ids.saw(conversation, { ...message, id: receipt.id, seq: receipt.seq, cid: receipt.cid })
  face.handlers.tell('onReceivedMessage', { id: receipt.cid, mid: receipt.id, to: idOf(message.to), type: 'received', time: receipt.ts })
}

function changed(face: Face, conversation: string, message: Message, event: ServerEvent | undefined): void | Promise<void> {
  if (message.type === 'recalled') return recalled(face, conversation, message)
  switch (event && event.event) {
    case 'message.edited':
      return edited(face, conversation, message)
    case 'message.reacted':
      return reacted(face, conversation, message, event)
    case 'message.pinned':
    case 'message.unpinned':
      return pinned(face, conversation, message, event!)
    case undefined: // while the device was away: the message alone tells
      if (message.edited) return edited(face, conversation, message)
      if (message.reactions) return reacted(face, conversation, message, event)
      return undefined
    default: // it expired, or a thread hangs from it
      return undefined
  }
}

function recalled(face: Face, conversation: string, message: Message): void {
  face.ids.saw(conversation, message)
  const by = (message.recalled && message.recalled.by) || ''
  const told = { id: message.id, mid: message.id, from: by || message.from, to: idOf(message.to), chatType: chatTypeOf(message.to), type: 'recall', time: message.recalled ? message.recalled.ts : message.ts, ext: '', isChatThread: false }
  face.handlers.tell('onRecallMessage', told)
}

async function edited(face: Face, conversation: string, message: Message): Promise<void> {
  face.handlers.tell('onModifiedMessage', await face.modern(conversation, message))
}

function reacted(face: Face, conversation: string, message: Message, event: ServerEvent | undefined): void {
  face.ids.saw(conversation, message)
  const by = (event && event.by) || ''
  face.handlers.tell('onReactionChange', {
    messageId: message.id,
    chatType: chatTypeOf(message.to),
    from: by,
    to: idOf(message.to),
    ts: (event && event.ts) || Date.now(),
    isChatThread: false,
    reactions: reactionsOf(message, face.client.user, event),
  })
}

// `op` says what was done just now.
function reactionsOf(message: Message, me: string | undefined, event: ServerEvent | undefined): JSONObject[] {
  const by = event && event.by
  const kind = event && event.reaction
  const list: JSONObject[] = (message.reactions || []).map((r) => ({
    reaction: r.kind,
    count: r.count,
    userList: r.users,
    isAddedBySelf: r.users.indexOf(me || '') >= 0,
    op: kind === r.kind ? [{ operator: by, reactionType: r.users.indexOf(by) >= 0 ? 'create' : 'delete' }] : [],
  }))
  if (kind && !list.some((r) => r.reaction === kind)) list.push({ reaction: kind, count: 0, userList: [], isAddedBySelf: false, op: [{ operator: by, reactionType: 'delete' }] })
  return list
}

function pinned(face: Face, conversation: string, message: Message, event: ServerEvent): void {
  face.ids.saw(conversation, message)
  face.handlers.tell('onMessagePinEvent', {
    messageId: message.id,
    conversationId: idOf(conversation),
    conversationType: chatTypeOf(message.to),
    operation: event.event === 'message.pinned' ? 'pin' : 'unpin',
    operatorId: event.by || '',
    time: event.ts || Date.now(),
  })
}

