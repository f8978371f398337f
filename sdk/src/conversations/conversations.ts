import type { Conversation, Message } from '../message'

/** How far the user has read: `unread` was counted when `last_seq` was the last message. */
export type ReadState = Pick<Conversation, 'read_seq' | 'unread' | 'last_seq'>

/** What the list asks the server, and whom it tells. */
export interface ConversationsSource {
  me: string
  page(cursor: string | undefined): Promise<{ conversations: Conversation[]; next?: string }>
  view(conversation: string): Promise<Conversation>
  /** A conversation is no longer as it was. */
  changed(conversation: Conversation): void
}

interface Reading {
  /** What is read may be out of date before it is here. */
  again: boolean
  /** What came meanwhile, for when it is here. */
  late: Array<() => void>
}

/**
 * The list of conversations, kept as it is at the server: what a new message does to it is done here, and for whatever is
 * not that simple the one conversation is read again.
 */
export class Conversations {
  private known: { [address: string]: Conversation } = {}
  private loaded: Promise<void> | undefined
  private reading: { [address: string]: Reading | undefined } = {}

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

  /** Takes what `sync` says of a conversation. */
  put(view: Conversation): void {
    // What sync says beside it is the inbox's business.
    const { messages, changed, deleted, gap, ...one } = view as Conversation & { [more: string]: unknown }
    void messages, changed, deleted, gap
    const reading = this.reading[one.conversation]
    if (reading) reading.again = true
    this.set(one as Conversation)
  }

  /** Takes what the server answers. What came by the socket meanwhile may be newer, so it is only good for now. */
  answered(view: Conversation): void {
    const one = this.known[view.conversation]
    if (!one || (view.last_seq >= one.last_seq && view.read_seq >= one.read_seq)) this.put(view)
    this.refresh(view.conversation)
  }

  /** A message is in its place. */
  placed(conversation: string, message: Message): void {
    if (message.seq === undefined || conversation.indexOf('room/') === 0) return
    const one = this.known[conversation]
    const reading = this.reading[conversation]
    if (reading) reading.late.push(() => this.placed(conversation, message))
    else if (!one) return this.refresh(conversation)
    if (!one || message.seq <= one.last_seq) return // known from sync
    const mentioned = message.at && (message.at.indexOf(this.source.me) >= 0 || message.at.indexOf('all') >= 0)
    const counts = message.from !== this.source.me && !message.silent && ['event', 'none', 'recalled'].indexOf(message.type) < 0
    this.set({
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
  read(conversation: string, { read_seq, unread, last_seq }: ReadState): void {
    const one = this.known[conversation]
    const reading = this.reading[conversation]
    if (reading) reading.again = true
    if (!one || read_seq < one.read_seq) return
    // A message has overtaken the count, or the count a message.
    if (last_seq !== one.last_seq) return this.refresh(conversation)
    const mentioned = one.mentioned_seq && one.mentioned_seq > read_seq ? one.mentioned_seq : undefined
    this.set({ ...one, read_seq, unread, mentioned_seq: mentioned })
  }

  /** The other one has read, or got, up to a seq. */
  peer(conversation: string, mark: 'peer_read_seq' | 'peer_delivered_seq', seq: number): void {
    const one = this.known[conversation]
    const reading = this.reading[conversation]
    if (reading) reading.late.push(() => this.peer(conversation, mark, seq))
    if (one && seq > (one[mark] || 0)) this.set({ ...one, [mark]: seq })
  }

  /** Reads a conversation again; many calls in one go are one. */
  refresh(conversation: string): void {
    if (conversation.indexOf('room/') === 0) return
    const reading = this.reading[conversation]
    if (reading) reading.again = true
    else this.reload(conversation, (this.reading[conversation] = { again: true, late: [] }))
  }

  private async reload(conversation: string, reading: Reading): Promise<void> {
    await Promise.resolve()
    let view: Conversation | undefined
    while (reading.again) {
      reading.again = false
      reading.late = []
      view = await this.source.view(conversation).catch(() => undefined) // the next sync brings it
    }
    this.reading[conversation] = undefined
    if (view) this.set(view)
    reading.late.forEach((task) => task())
  }

  private set(one: Conversation): void {
    this.known[one.conversation] = one
    this.source.changed(one)
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
      // What is known is kept up to date, and may be newer.
      page.conversations.forEach((one) => (this.known[one.conversation] = this.known[one.conversation] || one))
      cursor = page.next
    } while (cursor)
  }
}
