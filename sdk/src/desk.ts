import { toText } from './bytes'
import { Connection } from './connection/connection'
import type { Servers } from './connection/servers'
import { Conversations, type ReadState } from './conversations/conversations'
import { DeliveryReceipts } from './delivered'
import { asChatError, ChatError } from './errors'
import type { ClientEvents } from './events'
import type { Emitter } from './emitter'
import type { Host, Storage } from './host/host'
import { type Identity, isGuest, randomName, spelled } from './identity'
import { Inbox, type ServerEvent } from './inbox/inbox'
import { Memory } from './inbox/memory'
import { conversationOf, type JSONObject, type Message, type Receipt } from './message'
import type { Session } from './mqtt/session'
import { Outbox } from './outbox/outbox'
import { Shelf } from './outbox/shelf'
import type { Entry } from './outbox/entry'
import type { Rest } from './api/rest'
import { callOf } from './api/call'
import { getConversation, listConversations, readHistory, sync } from './api/routes'
import type { ClientOptions } from './options'
import { Rooms } from './rooms'

/** What a desk is given. */
export interface DeskOptions {
  host: Host
  storage: Storage
  servers: Servers
  rest: Rest
  device: string
  identity: Identity
  client: ClientOptions
}

/**
 * All that there is while a user is logged in: the connection, and what goes out and comes in over it. This page shows
 * how the parts are wired.
 */
export class Desk {
  readonly connection: Connection
  readonly outbox: Outbox
  readonly conversations: Conversations
  readonly rooms: Rooms
  private inbox: Inbox
  private memory: Memory
  private receipts: DeliveryReceipts
  private ownCIDs: string[] = []
  private syncTimer: unknown

  constructor(
    private options: DeskOptions,
    private events: Emitter<ClientEvents>,
  ) {
    const { host, storage, servers, identity, client, device } = options
    // By server too: what waits for the one for trying things out is not for the real one.
    const prefix = `hongyan/${servers.preferred.http}/${identity.app}/${identity.user}`
    this.connection = new Connection(
      host,
      servers,
      { ...client, clientId: `sdk-${randomName(12)}`, userProperties: { platform: host.platform, device } },
      {
        state: (state) => this.became(state.state === 'connected', () => events.emit('state', state)),
        prepare: (session) => this.prepare(session),
        ready: () => this.ready(),
        message: (topic, payload) => this.route(topic, payload),
      },
    )
    const limits = { messages: 1000, bytes: 4 << 20, ...client.outbox }
    this.outbox = new Outbox(new Shelf(storage, `${prefix}/outbox`), limits, {
      send: (entry) => this.send(entry),
      sent: (entry, receipt) => this.sent(entry, receipt),
      failed: (entry, error) => events.emit('failed', { conversation: entry.to, cid: entry.cid, error, body: JSON.parse(entry.payload).body }),
    })
    this.memory = new Memory(storage, `${prefix}/inbox`, (err) => this.report(err))
    this.conversations = new Conversations({
      get me() {
        return identity.user
      },
      page: (cursor) => this.ask(listConversations, { cursor, limit: 100 }),
      view: (conversation) => this.ask(getConversation, conversation),
      changed: (conversation) => events.emit('conversation', conversation),
    })
    this.rooms = new Rooms(
      (room) => `${this.topic(`room/${room}`)}/#`,
      () => this.connection.ready,
      (room, err) => events.emit('event', { event: 'room.lost', room, code: err.code, message: err.message }),
    )
    this.receipts = new DeliveryReceipts((conversation, seq) => this.signal(`${conversation}/delivered`, { seq }))
    this.inbox = this.makeInbox()
  }

  /** Who is logged in. */
  get identity(): Identity {
    return this.options.identity
  }

  /** Takes up what an earlier run left in the storage. */
  async load(): Promise<void> {
    await this.memory.load()
    await this.outbox.load()
  }

  /** Ends it all. What waits to be sent stays in the storage. */
  close(): void {
    clearTimeout(this.syncTimer)
    this.receipts.close()
    this.inbox.close()
    this.outbox.leave()
    this.connection.close()
  }

  /** Takes a message over to be sent; as `Outbox.add`. */
  post(to: string, cid: string, payload: string): Promise<Receipt> {
    this.remember(cid)
    return this.outbox.add(to, cid, payload)
  }

  /** Enters a chatroom; as `Rooms.enter`. */
  enterRoom(room: string): Promise<void> {
    return this.rooms.enter(spelled(this.identity, room))
  }

  /** Leaves a chatroom. */
  leaveRoom(room: string): Promise<void> {
    room = spelled(this.identity, room)
    this.inbox.leftRoom(`room/${room}`)
    return this.rooms.leave(room)
  }

  /** Publishes a signal, which nobody keeps: it is lost when there is no connection. */
  signal(address: string, body: object): void {
    const session = this.connection.ready
    if (session) session.publish(this.topic(address), JSON.stringify(body)).catch(() => {})
  }

  /** The topic of an address of the app. */
  topic(address: string): string {
    return `im/${this.options.identity.app}/${address}`
  }

  private makeInbox(): Inbox {
    const { identity } = this.options
    const source = {
      sync: (cursor: string | undefined) => this.ask(sync, { cursor }),
      history: (conversation: string, after: number) => this.ask(readHistory, conversation, { after, limit: 100 }),
      view: (conversation: string) => this.ask(getConversation, conversation),
    }
    const mine = (message: Message) => message.from === identity.user && !!message.cid && (message.cid.indexOf(`${this.options.device}-`) === 0 || this.ownCIDs.indexOf(message.cid) >= 0)
    return new Inbox(identity, source, this.memory, mine, {
      message: (conversation, message) => {
        this.events.emit('message', { conversation, message })
        if (message.seq && message.from !== identity.user && conversation.indexOf('user/') === 0 && this.options.client.deliveryReceipts !== false) this.receipts.arrived(conversation, message.seq)
      },
      placed: (conversation, message) => this.conversations.placed(conversation, message),
      changed: (conversation, message, event) => {
        this.conversations.refresh(conversation)
        this.events.emit('changed', { conversation, message, event })
      },
      deleted: (conversation, seqs) => {
        this.conversations.refresh(conversation)
        this.events.emit('deleted', { conversation, seqs })
      },
      gap: (conversation, after, before) => this.events.emit('gap', { conversation, after, before }),
      view: (view) => this.conversations.put(view),
      event: (event) => this.told(event),
      failed: (err) => this.report(err),
    })
  }

  // The routes' types are checked where apps call them.
  private ask(route: string, ...args: unknown[]): Promise<any> {
    return this.options.rest.call(callOf(route, args))
  }

  private async prepare(session: Session): Promise<void> {
    const said = await session.connected
    if (said.app) Object.assign(this.options.identity, said)
    const own = `${this.topic(`user/${this.identity.user}`)}/#`
    await session.subscribe(own, ...(isGuest(this.identity) ? [] : [`${this.topic('group')}/#`]))
    await this.rooms.enterAgain(session)
  }

  private became(connected: boolean, tell: () => void): void {
    if (!connected) {
      this.outbox.stop()
      this.options.rest.lost()
    }
    tell()
  }

  private ready(): void {
    this.outbox.start()
    this.sync()
  }

  // Again while the connection holds, until it is done: without it something may be missing.
  private async sync(): Promise<void> {
    clearTimeout(this.syncTimer)
    try {
      if (!isGuest(this.identity)) await this.inbox.sync()
      this.events.emit('synced', {})
    } catch (thrown) {
      if (!this.connection.ready) return
      this.report(thrown)
      this.syncTimer = setTimeout(() => this.sync(), 5000)
    }
  }

  private async send(entry: Entry): Promise<Receipt> {
    const session = this.connection.ready
    if (!session) throw new ChatError('connection_lost', 'there is no connection')
    this.remember(entry.cid)
    const said = await session.publish(this.topic(entry.to), entry.payload)
    return { id: said.id, ts: Number(said.ts), seq: said.seq === undefined ? undefined : Number(said.seq), cid: entry.cid }
  }

  private sent(entry: Entry, receipt: Receipt): void {
    const to = spelled(this.identity, entry.to)
    const message = { ...JSON.parse(entry.payload), ...receipt, from: this.identity.user, to } as Message
    this.inbox.sent(message)
    this.events.emit('sent', { conversation: to, message, receipt })
  }

  private remember(cid: string): void {
    if (cid.indexOf(`${this.options.device}-`) === 0 || this.ownCIDs.indexOf(cid) >= 0) return
    this.ownCIDs.push(cid)
    if (this.ownCIDs.length > 1000) this.ownCIDs.shift()
  }

  // im/APP/KIND/ID[/LEAF]
  private route(topic: string, payload: Uint8Array): void {
    const [, , , , leaf] = topic.split('/')
    try {
      if (leaf === 'reply') return this.options.rest.replied(payload)
      const said = JSON.parse(toText(payload))
      if (leaf === undefined || (leaf === 'event' && said.seq)) this.inbox.take(said as Message)
      else if (leaf === 'event') this.inbox.takeEvent(said as ServerEvent)
      else if (leaf === 'error') this.report(new ChatError(said.code, said.message))
      else this.signalled(leaf, said)
    } catch (thrown) {
      this.report(thrown)
    }
  }

  private signalled(leaf: string, said: { from: string; to: string; seq: number; body?: JSONObject }): void {
    const conversation = conversationOf(said, this.options.identity.user)
    const { from, seq, body } = said
    if (leaf === 'typing') return this.events.emit('typing', { conversation, from, body })
    if (leaf !== 'read' && leaf !== 'delivered') return
    if (conversation.indexOf('user/') === 0) this.conversations.peer(conversation, leaf === 'read' ? 'peer_read_seq' : 'peer_delivered_seq', seq)
    this.events.emit(leaf, { conversation, from, seq })
  }

  private told(event: ServerEvent): void {
    if (event.event === 'read') this.conversations.read(event.conversation, event as unknown as ReadState)
    else if (event.event === 'conversation.changed') this.conversations.refresh(event.conversation)
    else if (event.event === 'group.joined' || event.event === 'group.left') this.conversations.refresh(`group/${event.group}`)
    this.events.emit('event', event)
    // Names with a dot are nobody else's.
    if (event.event.indexOf('.') > 0) this.events.emit(event.event as 'event', event)
  }

  private report(err: unknown): void {
    this.events.emit('error', asChatError(err))
  }
}
