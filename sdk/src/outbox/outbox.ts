import { byteLength } from '../bytes'
import { ChatError } from '../errors'
import type { Receipt } from '../message'
import { Backoff } from '../connection/backoff'
import type { Entry } from './entry'
import type { Shelf } from './shelf'

/** How much may wait. */
export interface OutboxLimits {
  messages: number
  bytes: number
}

export interface OutboxEvents {
  /**
   * Sends an entry: resolves with the receipt once the server has it on disk, rejects with its refusal, or with
   * `connection_lost`.
   */
  send(entry: Entry): Promise<Receipt>
  /** An entry has been sent, by this run or for an earlier one. Told before its promise resolves. */
  sent(entry: Entry, receipt: Receipt): void
  /** An entry was given up: the server refused it, or the caller took it back. */
  failed(entry: Entry, err: ChatError): void
}

/** What the server takes as one payload [PROTOCOL 4.7]. A larger one would end the connection, each time. */
export const largestPayload = 65536

interface Waiting {
  entry: Entry
  /** Resolves when the entry is on the shelf; rejects when the storage failed. */
  kept: Promise<void>
  resolve(receipt: Receipt): void
  reject(err: ChatError): void
}

/** What waits in one conversation, and whether its first one is under way. */
interface Lane {
  waiting: Waiting[]
  busy: boolean
  backoff: Backoff
  timer?: unknown
}

/**
 * Messages on their way out. Each is kept before it is sent, and sent again with the same `cid` until the server has
 * answered: it gives up only when the server refuses the message, or the caller takes it back. In a conversation one is
 * under way at a time: if several were, one that is to be sent again later (`rate_limited`) would come after its successors.
 */
export class Outbox {
  private lanes: { [to: string]: Lane } = {}
  private count = 0
  private bytes = 0
  private open = false

  constructor(
    private shelf: Shelf,
    private limits: OutboxLimits,
    private events: OutboxEvents,
  ) {}

  /** Takes up what an earlier run left. Call it before the first `add`. */
  async load(): Promise<void> {
    for (const entry of await this.shelf.load()) this.queue({ entry, kept: Promise.resolve(), resolve: () => {}, reject: () => {} })
  }

  /** How many messages wait. */
  get length(): number {
    return this.count
  }

  /**
   * Takes a message over. Resolves with its receipt; rejects with the server's refusal, `cancelled`, `outbox_full`,
   * `too_large` or `storage_failed`.
   */
  add(to: string, cid: string, payload: string): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      this.admit(payload)
      const entry = { n: 0, to, cid, created: Date.now(), payload }
      this.queue({ entry, kept: this.shelf.put(entry), resolve, reject })
    })
  }

  /** Takes a message back. Tells whether it was still waiting; what is under way may arrive all the same. */
  cancel(cid: string): boolean {
    for (const to of Object.keys(this.lanes)) {
      const lane = this.lanes[to]
      const at = lane.waiting.findIndex((w) => w.entry.cid === cid)
      if (at < 0) continue
      if (at === 0 && lane.busy) return false
      const [one] = lane.waiting.splice(at, 1)
      this.over(one)
      this.giveUp(one, new ChatError('cancelled', 'the message was taken back before it was sent'))
      return true
    }
    return false
  }

  /** Tells whether a message waits, or is under way. */
  has(to: string, cid: string): boolean {
    const lane = this.lanes[to]
    return !!lane && lane.waiting.some((w) => w.entry.cid === cid)
  }

  /** There is a connection: sends what waits. */
  start(): void {
    this.open = true
    Object.keys(this.lanes).forEach((to) => {
      clearTimeout(this.lanes[to].timer)
      this.lanes[to].timer = undefined
      this.advance(to)
    })
  }

  /** There is none: what is under way will be sent again. */
  stop(): void {
    this.open = false
  }

  /** The user has logged out: callers hear `logged_out`, and what waits stays in the storage for the next login. */
  leave(): void {
    this.stop()
    const err = new ChatError('logged_out', 'the user has logged out; the message is sent after the next login')
    Object.keys(this.lanes).forEach((to) => {
      clearTimeout(this.lanes[to].timer)
      this.lanes[to].waiting.forEach((w) => w.reject(err))
    })
    this.lanes = {}
  }

  private admit(payload: string): void {
    const size = byteLength(payload)
    if (size > largestPayload) throw new ChatError('too_large', `the message has ${size} bytes; ${largestPayload} are allowed`, { field: 'body' })
    if (this.count >= this.limits.messages || this.bytes + size > this.limits.bytes) {
      throw new ChatError('outbox_full', `${this.count} messages wait to be sent, and there is room for no more: wait for the connection, or cancel some`)
    }
  }

  private queue(waiting: Waiting): void {
    const { to } = waiting.entry
    const lane = this.lanes[to] || (this.lanes[to] = { waiting: [], busy: false, backoff: new Backoff() })
    this.count++
    this.bytes += byteLength(waiting.entry.payload)
    lane.waiting.push(waiting)
    this.advance(to)
  }

  private async advance(to: string): Promise<void> {
    const lane = this.lanes[to]
    if (!lane || !this.open || lane.busy || lane.timer || lane.waiting.length === 0) return
    const one = lane.waiting[0]
    lane.busy = true
    await this.attempt(lane, one)
    lane.busy = false
    if (lane === this.lanes[to]) this.advance(to)
  }

  private async attempt(lane: Lane, one: Waiting): Promise<void> {
    try {
      await one.kept
      if (!this.open) return
      const receipt = await this.events.send(one.entry)
      lane.backoff.reset()
      this.done(lane, one)
      this.events.sent(one.entry, receipt)
      one.resolve(receipt)
    } catch (thrown) {
      this.refused(lane, one, thrown as ChatError)
    }
  }

  private refused(lane: Lane, one: Waiting, err: ChatError): void {
    if (err.code === 'connection_lost') return this.pause(lane, one.entry.to, 1000) // `start` comes before that
    if (err.temporary) return this.pause(lane, one.entry.to, Math.max((err.retryAfter || 0) * 1000, lane.backoff.next()))
    this.done(lane, one)
    this.giveUp(one, err)
  }

  private pause(lane: Lane, to: string, ms: number): void {
    lane.timer = setTimeout(() => {
      lane.timer = undefined
      this.advance(to)
    }, ms)
  }

  private done(lane: Lane, one: Waiting): void {
    const at = lane.waiting.indexOf(one)
    if (at < 0) return
    lane.waiting.splice(at, 1)
    this.over(one)
  }

  private over(one: Waiting): void {
    this.count--
    this.bytes -= byteLength(one.entry.payload)
    this.shelf.remove(one.entry.n).catch(() => {}) // sent again after a restart, with the same cid: the same message
  }

  private giveUp(one: Waiting, err: ChatError): void {
    this.events.failed(one.entry, err)
    one.reject(err)
  }
}
