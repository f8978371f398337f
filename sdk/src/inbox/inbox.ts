import type { components } from '../api/schema'
import { ChatError } from '../errors'
import { type Conversation, conversationOf, type JSONObject, type Message } from '../message'
import type { Memory } from './memory'
import { Order } from './order'

type Page = components['schemas']['HistoryPage']
type SyncPage = components['schemas']['SyncPage']

/** What the inbox asks the server. */
export interface InboxSource {
  sync(cursor: string | undefined): Promise<SyncPage>
  /** Messages after a seq, the oldest first. */
  history(conversation: string, after: number): Promise<Page>
  view(conversation: string): Promise<Conversation>
}

/** What the inbox tells, in the order in which it happened in each conversation. */
export interface InboxEvents {
  /** A message of another device; each once. */
  message(conversation: string, message: Message): void
  /** A message that is in its place now: those of this device too, placeholders too. For who keeps an overview. */
  placed(conversation: string, message: Message): void
  /** A message that was told before is no longer as it was. `event` says why, when that is known. */
  changed(conversation: string, message: Message, event?: ServerEvent): void
  /** The user deleted messages for himself, on another device. */
  deleted(conversation: string, seqs: number[]): void
  /** So many messages were missed that they are not told one by one: read the history between these seqs. */
  gap(conversation: string, after: number, before: number): void
  /** Whatever else the server tells. */
  event(event: ServerEvent): void
  /** A conversation as the server sees it, after the client was away. */
  view(view: Conversation): void
  /** Something failed that will be tried again when the client reconnects. */
  failed(err: unknown): void
}

/** An event of the server [PROTOCOL 5]. */
export type ServerEvent = { event: string } & JSONObject

interface Lane {
  order: Order<Message>
  /** What is being fetched. */
  filling: Promise<void>
}

// So many missed messages of a conversation are told one by one.
const gapMost = 1000

// A gap may close by itself: what is missing is on its way.
const gapPatience = 150

/**
 * Puts what comes in order: each message is told once, by its `seq`; what is missing is fetched from the history; what
 * happened while the client was away comes by `sync`, from a cursor that outlives the app.
 */
export class Inbox {
  private lanes: { [conversation: string]: Lane } = {}
  private held: Array<() => void> | undefined
  private start: { [conversation: string]: number } = {}
  private syncing: Promise<void> = Promise.resolve()
  private syncs = 0
  private over = false

  constructor(
    private me: { user: string },
    private source: InboxSource,
    private memory: Memory,
    private mine: (message: Message) => boolean,
    private events: InboxEvents,
  ) {}

  /** Tells nothing any more. */
  close(): void {
    this.over = true
  }

  /** Takes a message that came live. */
  take(message: Message): void {
    this.whenSynced(() => this.live(conversationOf(message, this.me.user), message))
  }

  /** A message of this device is on the server's disk. */
  sent(message: Message): void {
    this.whenSynced(() => this.live(message.to, message))
  }

  /** Takes an event that came live: of the inbox, of a group or of a chatroom. */
  takeEvent(event: ServerEvent): void {
    this.whenSynced(() => this.tellEvent(event))
  }

  /** The user has left a chatroom: the next entry begins anew. */
  leftRoom(address: string): void {
    delete this.lanes[address]
  }

  /**
   * Finds out what happened while the client was away, tells it, and remembers how far it came. What comes live meanwhile
   * is told after it. Call it after each connection is made; one that is under way is waited for.
   */
  sync(): Promise<void> {
    this.held = this.held || []
    this.syncs++
    const synced = this.syncing.then(() => this.syncNow())
    this.syncing = synced.catch(() => {}) // who asked hears it
    return synced
  }

  private async syncNow(): Promise<void> {
    try {
      await this.catchUp()
    } catch (thrown) {
      if ((thrown as ChatError).field !== 'cursor') throw thrown
      this.memory.forget()
      this.lanes = {}
      await this.catchUp()
    } finally {
      if (--this.syncs === 0) this.release()
    }
  }

  private release(): void {
    const held = this.held || []
    this.held = undefined
    held.forEach((task) => task())
  }

  private whenSynced(task: () => void): void {
    if (this.over) return
    if (this.held) this.held.push(task)
    else task()
  }

  private async catchUp(): Promise<void> {
    const first = this.memory.cursor === undefined
    this.start = {}
    let cursor = this.memory.cursor
    for (let more = true; more && !this.over; ) {
      const page = await this.source.sync(cursor)
      for (const one of page.conversations) await this.catchUpWith(one, first)
      ;(page.events || []).forEach((event) => this.tellEvent(event as ServerEvent))
      if (page.events_gap) this.tellEvent({ event: 'events.missed' })
      cursor = page.cursor
      more = page.more
    }
    // Gaps that were open when the connection was lost.
    for (const conversation of Object.keys(this.lanes)) await this.fill(conversation)
    if (!this.over) this.memory.reached(cursor!)
  }

  private async catchUpWith(one: SyncPage['conversations'][0], first: boolean): Promise<void> {
    const conversation = one.conversation
    this.events.view(one as Conversation)
    if (first) {
      this.start[conversation] = one.last_seq
      this.memory.told(conversation, one.last_seq)
      return
    }
    const messages = one.messages as Message[]
    const start = one.gap || messages.length === 0 ? beginning(one as Conversation) : messages[0].seq! - 1
    const lane = this.lane(conversation, start)
    // The gap first: so the messages behind it need not wait in memory.
    if (one.gap && messages.length > 0) await this.fill(conversation, messages[0].seq!)
    messages.forEach((message) => this.place(conversation, lane, message))
    await this.fill(conversation)
    ;((one.changed || []) as Message[]).forEach((message) => this.events.changed(conversation, message))
    if (one.deleted && one.deleted.length > 0) this.events.deleted(conversation, one.deleted)
  }

  private live(conversation: string, message: Message): void {
    // What comes live is new, even when the very first sync has counted it already.
    if (message.seq === undefined || message.seq <= this.start[conversation]) return this.tell(conversation, message)
    const lane = this.lanes[conversation]
    if (lane) {
      this.place(conversation, lane, message)
      if (lane.order.waiting !== undefined) setTimeout(() => this.fillLater(conversation), gapPatience)
    } else if (this.memory.last(conversation) !== undefined || message.seq === 1 || conversation.indexOf('room/') === 0) {
      this.lane(conversation, message.seq - 1)
      this.live(conversation, message)
    } else {
      this.meet(conversation, message)
    }
  }

  // A conversation of which nothing is known: a group that was joined a moment ago, most times. What was written before
  // is not told.
  private meet(conversation: string, message: Message): void {
    this.source.view(conversation).then(
      (view) => {
        this.lane(conversation, Math.min(beginning(view), message.seq! - 1))
        this.live(conversation, message)
      },
      (err) => this.events.failed(err), // the next sync brings it
    )
  }

  private lane(conversation: string, start: number): Lane {
    const known = this.lanes[conversation]
    if (known) return known
    const last = this.memory.last(conversation)
    return (this.lanes[conversation] = { order: new Order<Message>(last === undefined ? start : last), filling: Promise.resolve() })
  }

  private place(conversation: string, lane: Lane, message: Message): void {
    lane.order.take(message.seq!, message).forEach((one) => this.tell(conversation, one))
  }

  private fillLater(conversation: string): void {
    this.fill(conversation).catch((err) => this.events.failed(err))
  }

  /** Fetches what is missing before what waits, or before a seq: one after the other in a conversation. */
  private fill(conversation: string, before?: number): Promise<void> {
    const lane = this.lanes[conversation]
    if (!lane) return Promise.resolve()
    const filled = lane.filling.then(() => this.fillNow(conversation, lane, before))
    lane.filling = filled.catch(() => {}) // who asked hears it
    return filled
  }

  private async fillNow(conversation: string, lane: Lane, before?: number): Promise<void> {
    for (;;) {
      const end = before || lane.order.waiting
      if (end === undefined || end <= lane.order.last + 1 || this.over) return
      if (end - lane.order.last > gapMost) {
        this.events.gap(conversation, lane.order.last, end)
        this.skip(conversation, lane, end)
      } else {
        await this.fillPage(conversation, lane, end)
      }
    }
  }

  private async fillPage(conversation: string, lane: Lane, end: number): Promise<void> {
    const { last } = lane.order
    const page = await this.source.history(conversation, last)
    if (page.first_seq > last + 1) this.skip(conversation, lane, Math.min(page.first_seq, end))
    ;(page.messages as Message[]).forEach((message) => this.place(conversation, lane, message))
    // The server has nothing of it: nothing to wait for.
    if (lane.order.last === last) this.skip(conversation, lane, Math.min(lane.order.waiting || end, end))
  }

  private skip(conversation: string, lane: Lane, to: number): void {
    lane.order.skip(to).forEach((one) => this.tell(conversation, one))
  }

  private tell(conversation: string, message: Message): void {
    if (this.over) return
    this.events.placed(conversation, message)
    if (message.type === 'event') this.events.event({ ...message.body, conversation, from: message.from, seq: message.seq, ts: message.ts } as unknown as ServerEvent)
    else if (message.type !== 'none' && !this.mine(message)) this.events.message(conversation, message)
    if (message.seq !== undefined && conversation.indexOf('room/') !== 0) this.memory.told(conversation, message.seq)
  }

  private tellEvent(event: ServerEvent): void {
    if (this.over || (event.ts && !this.memory.newEvent(JSON.stringify(event)))) return
    const message = event.message as Message | undefined
    if (message && message.seq) {
      const conversation = conversationOf(message, this.me.user)
      const lane = this.lanes[conversation]
      if (lane) lane.order.replace(message.seq, message)
      this.events.changed(conversation, message, event)
    } else if (event.event === 'messages.deleted') {
      this.events.deleted(event.conversation, event.seqs || [])
    }
    this.events.event(event)
  }
}

/** The seq before the first message that a user is to be told of. */
const beginning = (view: Conversation): number => Math.max(view.first_seq - 1, view.read_seq, 0)
