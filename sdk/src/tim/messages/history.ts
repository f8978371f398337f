import { getMessage, readHistory } from '../../api/routes'
import type { Message } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import type { TIMMessage } from '../objects'
import { show } from './show'

interface Page {
  messageList: TIMMessage[]
  nextReqMessageID: string
  isCompleted: boolean
}

// A page in which nothing is to be shown is followed by the next one, up to so many.
const pagesMost = 20

/** The methods that read messages which were sent before. */
export const historyMethods = (face: Face) => ({
  async getMessageList({ conversationID, nextReqMessageID, count = 15 }: { conversationID: string; nextReqMessageID?: string; count?: number }): Promise<Page> {
    if (conversationID === '@TIM#SYSTEM') return { messageList: face.conversations.notices.slice(), nextReqMessageID: '', isCompleted: true }
    face.shelf.asked[conversationID] = true
    return older(face, conversationID, nextReqMessageID ? sequenceOf(face, nextReqMessageID) : undefined, Math.min(count, 100))
  },

  /** `direction` 0: older than `sequence` or `time`, 1: newer. */
  async getMessageListHopping({ conversationID, sequence, time, count = 15, direction = 0 }: { conversationID: string; sequence?: number; time?: number; count?: number; direction?: 0 | 1 }): Promise<Page> {
    const limit = Math.min(count, 100)
    const start = sequence === undefined && time !== undefined ? await firstSince(face, conversationID, time) : sequence
    if (direction === 0) return older(face, conversationID, start, limit)
    const page = await face.call(readHistory, face.address(conversationID), { after: start || 0, limit })
    const messages = page.messages as Message[]
    const messageList = await showAll(face, conversationID, messages)
    return { messageList, nextReqMessageID: messageList.length > 0 ? messageList[messageList.length - 1].ID : '', isCompleted: !page.more }
  },

  /** A message that was shown before, or null. */
  findMessage(id: string): TIMMessage | null {
    const known = face.shelf.get(id)
    return known ? known.shown : null
  },

  async downloadMergerMessage(message: TIMMessage): Promise<TIMMessage> {
    const known = face.shelf.get(message.ID)
    if (!known || !known.ours || !known.ours.seq) return message
    const ours = (await face.call(getMessage, face.address(message.conversationID), known.ours.seq)) as Message
    return (await show(face, face.address(message.conversationID), ours)) || message
  },
})

async function older(face: Face, conversationID: string, before: number | undefined, limit: number): Promise<Page> {
  const found: TIMMessage[] = []
  let more = before !== 1
  let first = before
  for (let n = 0; more && found.length < limit && n < pagesMost; n++) {
    const page = await face.call(readHistory, face.address(conversationID), { before: first, limit: limit - found.length })
    const messages = page.messages as Message[]
    if (messages.length > 0) first = messages[0].seq!
    found.unshift(...(await showAll(face, conversationID, messages)))
    more = page.more && messages.length > 0
  }
  return { messageList: found, nextReqMessageID: found.length > 0 ? found[0].ID : '', isCompleted: !more }
}

/** Messages of the server as this face shows them, in their order. */
export async function showAll(face: Face, conversationID: string, messages: Message[]): Promise<TIMMessage[]> {
  await face.people.load(messages.map((one) => one.from))
  const shown = await Promise.all(messages.map((one) => show(face, face.address(conversationID), one)))
  return shown.filter((one): one is TIMMessage => !!one)
}

function sequenceOf(face: Face, id: string): number {
  const known = face.shelf.get(id)
  if (known) return known.shown.sequence
  throw new TIMError(2040, 'this nextReqMessageID is none that getMessageList gave: leave it out to begin with the newest message')
}

async function firstSince(face: Face, conversationID: string, time: number): Promise<number | undefined> {
  const { messages } = await face.call(readHistory, face.address(conversationID), { since: time * 1000, after: 0, limit: 1 })
  return messages[0] && messages[0].seq
}
