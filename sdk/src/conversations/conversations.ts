import type { Conversation, Message } from '../message'

/** What the list asks the server, and whom it tells. */
export interface ConversationsSource {
  me: string
  page(cursor: string | undefined): Promise<{ conversations: Conversation[]; next?: string }>
  view(conversation: string): Promise<Conversation>
  /** A conversation is no longer as it was. */
  changed(conversation: Conversation): void
}

/**
 * The list of conversations, kept as it is at the server: what a new message does to it is done here, and for whatever is
 * not that simple the one conversation is read again.
 */
export class Conversations {
  private known: { [address: string]: Conversation } = {}
  private loaded: Promise<void> | undefined
  private reading: { [address: string]: Promise<void> | undefined } = {}

  constructor(private source: ConversationsSource) {}

  /** All conversations that are not hidden: pinned ones first, then the latest active. */
  async list(): Promise<Conversation[]> {
    await this.load()
    return Object.keys(this.known)
      .map((address) => this.known[address])
      .filter((one) => !one.hidden)
      .sort((a, b) => Number(!!b.pinned) - Number(!!a.pinned) || b.active - a.active)
  }

  /** How many messages are unread, in all. */
  async unread(): Promise<number> {
    return (await this.list()).reduce((sum, one) => sum + one.unread, 0)
  }

  /** Takes what the server says of a conversation. */
  put(view: Conversation): void {
    // What sync says beside it is the inbox's business.
    const { messages, changed, deleted, gap, ...one } = view as Conversation & { [more: string]: unknown }
    void messages, changed, deleted, gap
    this.known[one.conversation] = one as Conversation
    this.source.changed(one as Conversation)
  }

  /** A message is in its place. */
  placed(conversation: string, message: Message): void {
    if (message.seq === undefined || conversation.indexOf('room/') === 0) return
    const one = this.known[conversation]
    if (!one) return this.refresh(conversation)
    if (message.seq <= one.last_seq) return // known from sync
    const mentioned = message.at && (message.at.indexOf(this.source.me) >= 0 || message.at.indexOf('all') >= 0)
    const counts = message.from !== this.source.me && !message.silent && ['event', 'none', 'recalled'].indexOf(message.type) < 0
    this.put({
      ...one,
      last: message.type === 'none' ? one.last : message,
      last_seq: message.seq,
      active: message.ts,
      hidden: undefined,
      unread: one.unread + (counts ? 1 : 0),
      mentioned_seq: mentioned && counts ? message.seq : one.mentioned_seq,
    })
  }

  /** The user has read up to a seq. */
  read(conversation: string, readSeq: number, unread: number): void {
    const one = this.known[conversation]
    if (!one || readSeq < one.read_seq) return
    const mentioned = one.mentioned_seq && one.mentioned_seq > readSeq ? one.mentioned_seq : undefined
    this.put({ ...one, read_seq: readSeq, unread, mentioned_seq: mentioned })
  }

  /** The other one has read, or got, up to a seq. */
  peer(conversation: string, marks: { peer_read_seq?: number; peer_delivered_seq?: number }): void {
    const one = this.known[conversation]
    if (one) this.put({ ...one, ...marks })
  }

  /** Reads a conversation again; many calls in one go are one. */
  refresh(conversation: string): void {
    if (this.reading[conversation] || conversation.indexOf('room/') === 0) return
    this.reading[conversation] = Promise.resolve()
      .then(() => {
        this.reading[conversation] = undefined
        return this.source.view(conversation)
      })
      .then(
        (view) => this.put(view),
        () => {}, // the next sync brings it
      )
  }

  /** Forgets a conversation that is gone. */
  remove(conversation: string): void {
    delete this.known[conversation]
  }

  private load(): Promise<void> {
    if (!this.loaded) {
      this.loaded = this.loadAll().catch((err) => {
        this.loaded = undefined
        throw err
      })
    }
    return this.loaded
  }

  private async loadAll(): Promise<void> {
    let cursor: string | undefined
    do {
      const page = await this.source.page(cursor)
      // What came meanwhile is newer.
      page.conversations.forEach((one) => {
        const known = this.known[one.conversation]
        if (!known || known.last_seq <= one.last_seq) this.known[one.conversation] = one
      })
      cursor = page.next
    } while (cursor)
  }
}
