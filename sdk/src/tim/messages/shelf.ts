import type { Message } from '../../message'
import type { TIMMessage } from '../objects'

/** A message that was shown, and what it is at the server. */
export interface Shelved {
  shown: TIMMessage
  /** Absent while it was not sent. */
  ours?: Message
  /** The file that it is made of, until it was sent. */
  file?: unknown
  onProgress?: (progress: number) => void
}

// So many messages of a conversation stay known by their ID.
const most = 2000

/** The messages that the app has seen, by their ID: what it hands back may be a copy of one. */
export class Shelf {
  /** Conversations whose history the app has asked for. */
  readonly asked: { [conversationID: string]: true } = {}
  private known: { [id: string]: Shelved } = {}
  private order: { [conversationID: string]: string[] } = {}

  clear(): void {
    this.known = {}
    this.order = {}
    Object.keys(this.asked).forEach((id) => delete this.asked[id])
  }

  get(id: string): Shelved | undefined {
    return this.known[id]
  }

  /** Keeps a message; the object that the app has already stays the one it knows, and is brought up to date. */
  put(one: Shelved): TIMMessage {
    const before = this.known[one.shown.ID]
    if (before) {
      // What the app has asked for, or done, the message itself does not say.
      const { readReceiptInfo, isDeleted } = before.shown
      Object.assign(before.shown, one.shown, { readReceiptInfo, isDeleted })
      before.ours = one.ours || before.ours
      return before.shown
    }
    this.known[one.shown.ID] = one
    const order = this.order[one.shown.conversationID] || (this.order[one.shown.conversationID] = [])
    order.push(one.shown.ID)
    if (order.length > most) delete this.known[order.shift()!]
    return one.shown
  }

  /** The messages of a conversation that are known. */
  of(conversationID: string): TIMMessage[] {
    return (this.order[conversationID] || []).map((id) => this.known[id].shown)
  }
}
