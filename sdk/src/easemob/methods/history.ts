import { deleteMessages, readHistory } from '../../api/routes'
import type { Message } from '../../message'
import { addressOf, type ChatType } from '../address'
import { answer } from '../answering'
import type { Face } from '../face'
import type { ChatMessage } from '../message/modern'

/** What `getHistoryMessages` takes. */
export interface HistoryOptions {
  targetId: string
  chatType?: ChatType
  /** Where the page before ended: its `cursor`, or the id of its last message. */
  cursor?: string | number | null
  /** 20 if absent, 50 at most. */
  pageSize?: number
  /** `up`: from the newest on; `down`: from the oldest on. */
  searchDirection?: 'up' | 'down'
  searchOptions?: { from?: string; msgTypes?: string[]; startTime?: number; endTime?: number }
}

/** A page of a history. */
export interface HistoryPage {
  cursor: string
  messages: ChatMessage[]
  isLast: boolean
}

// What is no message to somebody who looks at a history.
const unseen = ['none', 'event', 'recalled']

/** What was written before. */
export const historyMethods = (face: Face) => {
  const history = (options: HistoryOptions) => new Reading(face, options).page()
  return {
    getHistoryMessages: history,
    /** The newest messages of a conversation, the oldest of them first; each call goes on where the one before ended. */
    async fetchHistoryMessages({ queue, chatType, isGroup, start, count = 20 }: { queue: string; chatType?: ChatType; isGroup?: boolean; start?: string | number; count?: number }) {
      const page = await history({ targetId: queue, chatType: chatType || (isGroup ? 'groupChat' : 'singleChat'), cursor: start, pageSize: count })
      return page.messages.reverse()
    },
    /** Deletes messages for oneself: some by their ids, or all before a time. */
    async removeHistoryMessages({ targetId, chatType, messageIds, beforeTimeStamp }: { targetId: string; chatType?: ChatType; messageIds?: string[]; beforeTimeStamp?: number }) {
      const conversation = addressOf(chatType, targetId)
      if (messageIds && messageIds.length > 0) {
        const places = await Promise.all(messageIds.map((id) => face.ids.find(conversation, id)))
        await face.call(deleteMessages, conversation, { seqs: places.map((place) => place.seq) })
      } else if (beforeTimeStamp) {
        const { messages } = await face.call(readHistory, conversation, { until: beforeTimeStamp, limit: 1 })
        if (messages.length > 0) await face.call(deleteMessages, conversation, { up_to: messages[messages.length - 1].seq })
      }
      return answer({ result: 'ok' })
    },
  }
}

/** Reads a page of a history: several of the server's, when some of what they hold is not to be shown. */
class Reading {
  private conversation: string
  private up: boolean
  private size: number

  constructor(
    private face: Face,
    private options: HistoryOptions,
  ) {
    this.conversation = addressOf(options.chatType, options.targetId)
    this.up = options.searchDirection !== 'down'
    this.size = Math.min(Math.max(Number(options.pageSize) || 20, 1), 50)
  }

  async page(): Promise<HistoryPage> {
    const found: Message[] = []
    let at = await this.start()
    let more = true
    while (more && found.length < this.size) {
      const page = await this.read(at)
      const messages = this.up ? page.messages.slice().reverse() : page.messages
      for (const message of messages) {
        if (found.length === this.size) break
        at = message.seq
        if (this.wanted(message)) found.push(message)
      }
      const all = messages.length === 0 || at === messages[messages.length - 1].seq
      more = !all || page.more || page.next !== undefined
      if (all && page.next !== undefined) at = page.next
    }
    const modern = await Promise.all(found.map((message) => this.face.modern(this.conversation, message)))
    return { cursor: more ? String(at) : modern.length > 0 ? String(at) : '', messages: modern, isLast: !more }
  }

  private async read(at: number | undefined): Promise<{ messages: Message[]; more: boolean; next?: number }> {
    const { from, msgTypes, startTime, endTime } = this.options.searchOptions || {}
    const type = msgTypes && msgTypes.length === 1 ? msgTypes[0] : undefined
    const side = this.up ? { before: at } : { after: at || 0 }
    return (await this.face.call(readHistory, this.conversation, { ...side, limit: this.size, of: from, type, since: startTime, until: endTime })) as { messages: Message[]; more: boolean; next?: number }
  }

  private wanted(message: Message): boolean {
    const types = (this.options.searchOptions || {}).msgTypes
    return unseen.indexOf(message.type) < 0 && (!types || types.indexOf(message.type) >= 0)
  }

  private async start(): Promise<number | undefined> {
    const { cursor } = this.options
    if (cursor === undefined || cursor === null || cursor === '' || String(cursor) === '-1') return undefined
    if (/^\d{1,15}$/.test(String(cursor)) && !this.face.ids.known(String(cursor))) return Number(cursor)
    return (await this.face.ids.find(this.conversation, String(cursor))).seq
  }
}
