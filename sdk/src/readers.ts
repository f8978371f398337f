import type { components } from './api/schema'

type Receipts = Pick<components['schemas']['Receipts'], 'read' | 'unread'>

/** How many members of a group have read a message, and how many have not. */
export interface Counts {
  read: number
  unread: number
}

interface Known {
  read: string[]
  unread: string[]
  /** Readers that were news before. */
  told: string[]
}

/**
 * Who has read one's own messages in groups. Of each message the server is asked once; from then on what it tells of
 * readers is followed, so that a group that reads costs no requests.
 */
export class Readers {
  private known: { [message: string]: Promise<Known> } = {}

  /** `ask` asks the server who has read a message. */
  constructor(private ask: (conversation: string, seq: number) => Promise<Receipts>) {}

  /** Forgets everything: somebody else is logged in, or readers may have been missed. */
  clear(): void {
    this.known = {}
  }

  /** A member has read a message. Gives the counts when that is news. Rejects when the server does not say. */
  async readBy(user: string, conversation: string, seq: number): Promise<Counts | undefined> {
    const name = `${conversation}/${seq}`
    if (!this.known[name]) {
      this.known[name] = this.ask(conversation, seq).then(({ read, unread }) => ({ read: read.slice(), unread: unread.slice(), told: [] }))
      this.known[name].catch(() => delete this.known[name])
    }
    const { read, unread, told } = await this.known[name]
    const at = unread.indexOf(user)
    if (at >= 0) read.push(unread.splice(at, 1)[0])
    if (read.indexOf(user) < 0 || told.indexOf(user) >= 0) return undefined
    told.push(user)
    return { read: read.length, unread: unread.length }
  }
}
