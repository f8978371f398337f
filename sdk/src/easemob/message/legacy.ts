import type { JSONObject } from '../../message'
import { uniqueId } from '../unique'

/**
 * A message as older code makes it: `new message('txt', id)`, then `set`, then `send(message.body)`.
 */
export class LegacyMessage {
  readonly id: string
  readonly type: string
  value: unknown
  /** What is sent. */
  body: JSONObject

  constructor(type: string, id?: string) {
    this.id = id ? String(id) : uniqueId()
    this.type = type
    this.body = { id: this.id, type }
  }

  /** Says what the message holds, and to whom it goes. */
  set(options: JSONObject): void {
    const { msg, roomType, chatType, ...rest } = options
    this.value = msg === undefined ? options.file || options.body || options.action : msg
    this.body = {
      ...rest,
      id: this.id,
      type: this.type,
      chatType: chatType || (roomType ? 'chatRoom' : 'singleChat'),
      from: options.from || '',
      roomType: !!roomType,
      msg,
      // The file's own words stand in `body`; what the kind of message is stands outside.
      media: options.body || options.file,
      time: Date.now(),
      ext: options.ext || {},
    }
  }

  /** The message goes to a group: `groupchat`. */
  setGroup(group: string): void {
    this.body.group = group
    if (group === 'groupchat') this.body.chatType = this.body.roomType ? 'chatRoom' : 'groupChat'
  }

  /** Says what kind of conversation `to` is. */
  setChatType(chatType: string): void {
    this.body.chatType = chatType
  }

  /** The message belongs to a thread. */
  setIsChatThread(isChatThread: boolean): void {
    this.body.isChatThread = isChatThread
  }
}
