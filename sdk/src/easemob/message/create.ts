import type { JSONObject } from '../../message'
import type { ChatType } from '../address'
import { uniqueId } from '../unique'
import { LegacyMessage } from './legacy'

/** What `message.create` takes, beside what its kind of message holds. */
export interface MessageOptions {
  type: string
  chatType?: ChatType
  to: string
  ext?: JSONObject
  from?: string
  [more: string]: unknown
}

/** A message that is to be sent: hand it to `send`. */
export interface NewMessage extends MessageOptions {
  id: string
  chatType: ChatType
  time: number
  ext: JSONObject
}

/** Makes a message. Nothing is sent yet. */
export function create(options: MessageOptions): NewMessage {
  const { isChatThread, priority, deliverOnlineOnly, receiverList, msgConfig } = options
  return {
    ...options,
    // `id` of a read mark is that of the message that was read.
    id: options.type === 'read' || options.type === 'delivery' ? String(options.id || uniqueId()) : uniqueId(),
    from: options.from || '',
    chatType: options.chatType || 'singleChat',
    ext: options.ext || {},
    time: Date.now(),
    isChatThread: !!isChatThread,
    priority: priority || 'normal',
    deliverOnlineOnly: !!deliverOnlineOnly,
    receiverList,
    msgConfig,
  }
}

/** `ChatSDK.message`: `message.create(…)` makes a message, and so does `new message(type, id).set(…)` of older code. */
export class MessageMaker extends LegacyMessage {
  static create = create
}
