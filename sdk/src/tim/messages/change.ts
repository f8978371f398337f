import { deleteMessages, editMessage, readReceipts, recallMessage, markRead } from '../../api/routes'
import type { JSONObject, Message } from '../../message'
import { timError, TIMError } from '../errors'
import type { Face } from '../face'
import type { TIMMessage } from '../objects'
import { contentOf } from './content'
import { show } from './show'

/** The methods that change messages after they were sent, and tell of reading them. */
export const changingMethods = (face: Face) => ({
  async revokeMessage(message: TIMMessage): Promise<{ message: TIMMessage }> {
    return { message: await changed(face, message, (address, seq) => face.call(recallMessage, address, seq)) }
  },

  async modifyMessage(message: TIMMessage): Promise<{ message: TIMMessage }> {
    const { body, ext } = contentOf(message)
    return { message: await changed(face, message, (address, seq) => face.call(editMessage, address, seq, { body, ext })) }
  },

  /** Messages of one conversation, for oneself alone. */
  async deleteMessage(messages: TIMMessage[]): Promise<{ messageList: TIMMessage[] }> {
    const list = ([] as TIMMessage[]).concat(messages)
    const stored = list.filter((one) => one.conversationID === list[0].conversationID)
    const seqs = stored.map((one) => sequenceOf(face, one)).filter((seq) => seq > 0)
    if (seqs.length > 0) await face.call(deleteMessages, face.address(list[0].conversationID), { seqs })
    stored.forEach((one) => {
      const known = face.shelf.get(one.ID)
      Object.assign(one, { isDeleted: true })
      if (known) known.shown.isDeleted = true
    })
    return { messageList: stored }
  },

  /** Messages of one conversation: whoever sent them hears of it. */
  async sendMessageReadReceipt(messages: TIMMessage[]): Promise<object> {
    const [first] = messages
    if (!first) throw new TIMError(2631, 'say which messages were read')
    const seq = Math.max(...messages.map((one) => sequenceOf(face, one)))
    await face.call(markRead, face.address(first.conversationID), { seq })
    messages.forEach((one) => (one.isRead = true))
    return {}
  },

  async getMessageReadReceiptList(messages: TIMMessage[]): Promise<{ messageList: TIMMessage[] }> {
    const asked = messages.filter((one) => one.conversationType === 'GROUP' && one.needReadReceipt && one.from === face.me)
    const found = await Promise.all(asked.map((one) => readers(face, one)))
    asked.forEach((one, i) => (one.readReceiptInfo = { readCount: found[i].read.length, unreadCount: found[i].unread.length }))
    return { messageList: messages }
  },

  /** `filter` 0: who has read it, 1: who has not. */
  async getGroupMessageReadMemberList({ message, filter = 0, cursor = '', count = 100 }: { message: TIMMessage; filter?: 0 | 1; cursor?: string; count?: number }): Promise<JSONObject> {
    const { read, unread } = await readers(face, message)
    const users = filter === 0 ? read : unread
    const start = Number(cursor) || 0
    const page = users.slice(start, start + count)
    const end = start + page.length
    return { messageID: message.ID, cursor: end < users.length ? String(end) : '', isCompleted: end >= users.length, [filter === 0 ? 'readUserIDList' : 'unreadUserIDList']: page }
  },
})

async function changed(face: Face, message: TIMMessage, ask: (address: string, seq: number) => Promise<unknown>): Promise<TIMMessage> {
  const address = face.address(message.conversationID)
  try {
    const ours = (await ask(address, sequenceOf(face, message))) as Message
    const shown = (await show(face, address, ours)) || message
    if (shown !== message) Object.assign(message, shown)
    return shown
  } catch (thrown) {
    throw timError(thrown, message.conversationType as 'C2C' | 'GROUP')
  }
}

function readers(face: Face, message: TIMMessage): Promise<{ read: string[]; unread: string[] }> {
  return face.call(readReceipts, face.address(message.conversationID), sequenceOf(face, message))
}

const sequenceOf = (face: Face, message: TIMMessage): number => {
  const known = face.shelf.get(message.ID)
  return known ? known.shown.sequence : message.sequence
}
