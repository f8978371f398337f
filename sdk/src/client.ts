import { bakedAddress } from './address'
import { callOf, type Route } from './api/call'
import { Rest } from './api/rest'
import { changeConversation, clearConversation, createToken, deleteMessages, markRead } from './api/routes'
import { Servers } from './connection/servers'
import type { ConnectionState } from './connection/state'
import type { ReadState } from './conversations/conversations'
import { Desk } from './desk'
import { Emitter, type Listener } from './emitter'
import { Credential, type LoginOptions } from './credential'
import { asChatError, ChatError } from './errors'
import type { ClientEvents } from './events'
import { detectHost } from './host/detect'
import type { FileSource, Host, Storage } from './host/host'
import { deviceName, randomName, spelled } from './identity'
import type { ServerEvent } from './inbox/inbox'
import { upload, type UploadedFile, type UploadOptions } from './media'
import { type Conversation, isAddress, type Receipt, type SendOptions } from './message'
import type { ClientOptions } from './options'
import { payloadOf } from './outbox/entry'
import { type Sending, sending } from './sending'

/** A message with a file: `body` holds what is to stand in it beside the file's id, `cover` is a picture for a video. */
export type MediaOptions = Omit<SendOptions, 'body' | 'type'> & UploadOptions & { type: 'img' | 'audio' | 'video' | 'file'; body?: SendOptions['body']; cover?: FileSource }

/**
 * A user's side of a server. Make it with `createClient`, which adds a method for each operation of the server; made with
 * `new Client`, it has none of them, and `call` takes those that an app imports: a bundler leaves the others out.
 */
export class Client {
  private options: ClientOptions
  private host: Host
  private storage: Storage
  private servers: Servers
  private rest: Rest
  private desk: Desk | undefined
  private entering: Promise<Desk> | undefined
  private ownDevice = ''
  private credential: Credential | undefined
  private httpToken: { token: string; until: number } | undefined
  private events = new Emitter<ClientEvents>((thrown) => this.events.emit('error', asChatError(thrown, 'bad_option')))

  /** Throws `bad_option` or `no_host`. Nothing is connected before `login`. */
  constructor(options: ClientOptions) {
    // The baked app is one of the baked servers: who names others names its app, too.
    this.options = options.servers ? options : { ...bakedAddress(), ...options, servers: bakedAddress().servers }
    this.servers = new Servers(this.options.servers)
    this.host = options.host || detectHost()
    this.storage = options.storage || this.host.storage
    this.rest = new Rest({
      way: options.rest || 'auto',
      host: this.host,
      topic: () => this.needDesk().topic(`user/${this.user}/request`),
      session: () => this.desk && this.desk.connection.ready,
      server: () => this.servers.current.http,
      token: (fresh) => this.token(fresh),
    })
  }

  private get app(): string {
    return this.options.app || 'default'
  }

  /** Who is logged in, or undefined. */
  get user(): string | undefined {
    return this.desk && this.desk.identity.user
  }

  /** The id of this device, by which the server tells a user's devices apart; empty before the first login. */
  get device(): string {
    return this.ownDevice
  }

  /** What becomes of the connection. */
  get state(): ConnectionState {
    return this.desk ? this.desk.connection.state : { state: 'idle' }
  }

  /**
   * Logs a user in, and stays connected until `logout`. Resolves when it is connected; while there is no network it goes
   * on trying, and messages that are sent wait. Rejects with the server's refusal.
   */
  async login(login: LoginOptions): Promise<void> {
    const credential = new Credential(login)
    this.logout()
    this.credential = credential
    const entering = this.enter(login.user)
    this.entering = entering
    const desk = await entering
    if (this.entering !== entering) throw loggedOut()
    this.desk = desk
    return new Promise((resolve, reject) => {
      const off = this.events.on('state', ({ state, error }) => {
        if (state === 'connected') resolve()
        else if (state === 'closed') reject(error)
        else if (state === 'idle') reject(loggedOut())
        else return
        off()
      })
      desk.connection.open({ username: `${login.user}@${this.app}`, credential })
    })
  }

  private async enter(user: string): Promise<Desk> {
    this.ownDevice = await deviceName(this.storage).catch((thrown) => {
      throw asChatError(thrown, 'storage_failed')
    })
    const { host, storage, servers, rest, device, options } = this
    const desk = new Desk({ host, storage, servers, rest, device, identity: { app: this.app, user }, client: options }, this.events)
    await desk.load()
    return desk
  }

  /** Ends the connection. Messages that wait are sent after the next login of the same user. */
  logout(): void {
    const desk = this.desk
    this.desk = this.entering = undefined
    this.credential = this.httpToken = undefined
    if (desk) desk.close()
  }

  /** Calls a listener at each event of a name; the function it returns removes it. See ClientEvents. */
  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void
  on(name: `${string}.${string}`, listener: Listener<ServerEvent>): () => void
  on(name: string, listener: Listener<never>): () => void {
    return this.events.on(name as 'event', listener as Listener<unknown>)
  }

  /** Calls a listener at the next event of a name. */
  once<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void
  once(name: `${string}.${string}`, listener: Listener<ServerEvent>): () => void
  once(name: string, listener: Listener<never>): () => void {
    return this.events.once(name as 'event', listener as Listener<unknown>)
  }

  /** Removes a listener, or all of a name. */
  off(name: string, listener?: Listener<never>): void {
    this.events.off(name as 'event', listener as Listener<unknown>)
  }

  /**
   * Sends a message to `user/ID`, `group/ID` or `room/ID`. It is kept before it is sent, and sent until the server has
   * it, also by the next run of the app. Resolves with its `id`, `seq` and `ts` when it is on the server's disk; rejects
   * when the server refuses it, or `cancel` of the answer took it back. Messages to one address arrive in the order of
   * the calls.
   */
  send(to: string, message: SendOptions): Sending<Receipt> {
    const cid = message.cid || `${this.device}-${randomName(10)}`
    const entering = this.entering || Promise.reject(notLoggedIn())
    const answer = entering.then((desk) => {
      check(to, message)
      return desk.post(to, cid, payloadOf(message, cid))
    })
    return sending(cid, answer, () => entering.then((desk) => desk.outbox.cancel(cid)))
  }

  /** Uploads a file and sends a message that names it. What is uploaded is lost when the app ends before it is done. */
  sendMedia(to: string, file: FileSource, options: MediaOptions): Sending<Receipt> {
    const { onProgress, name, duration, width, height, cover, ...message } = options
    const up = this.upload(file, { onProgress, name, duration, width, height })
    let running: { cancel(): void } = up
    const answer = up.then(async (uploaded) => {
      const body = { ...options.body, file: uploaded.id }
      if (cover) {
        const small = this.upload(cover)
        running = small
        Object.assign(body, { cover: (await small).id })
      }
      const posted = this.send(to, { ...message, body })
      running = posted
      return posted
    })
    return sending(options.cid || '', answer, () => running.cancel())
  }

  /** Uploads a file: messages name it by its `id`. */
  upload(file: FileSource, options: UploadOptions = {}): Sending<UploadedFile> {
    const running = upload(this.host, this.servers.current.http, this.token(), file, options)
    return sending('', running.answer, () => running.cancel())
  }

  /** The list of conversations, pinned ones first, then the latest; `conversation` tells when one changes. */
  async conversations(): Promise<Conversation[]> {
    return this.needDesk().conversations.list()
  }

  /** How many messages are unread, in all conversations. */
  async unread(): Promise<number> {
    return this.needDesk().conversations.unread()
  }

  /** Enters a chatroom, and again after each reconnect, until `leaveRoom`. */
  async enterRoom(room: string): Promise<void> {
    return this.needDesk().enterRoom(room)
  }

  async leaveRoom(room: string): Promise<void> {
    return this.needDesk().leaveRoom(room)
  }

  /** Tells an address that the user is typing. Nobody is told when there is no connection. */
  typing(to: string, body: object = {}): void {
    this.needDesk().signal(`${to}/typing`, body)
  }

  /** How many messages wait to be sent. */
  get waiting(): number {
    return this.desk ? this.desk.outbox.length : 0
  }

  /** Calls an operation of the server: `client.call(createGroup, {name: 'Climbing'})`. */
  async call<Args extends unknown[], Answer>(route: Route<Args, Answer>, ...args: Args): Promise<Answer> {
    const answer = await this.rest.call(callOf(route, args))
    this.noted(route, String(args[0]), answer)
    return answer as Answer
  }

  // The list of conversations follows what this device did itself.
  private noted(route: string, conversation: string, answer: unknown): void {
    if (!this.desk) return
    const list = this.desk.conversations
    conversation = spelled(this.desk.identity, conversation)
    if (route === markRead) list.read(conversation, answer as ReadState)
    else if (route === changeConversation) list.answered(answer as Conversation)
    else if (route === clearConversation || route === deleteMessages) list.refresh(conversation)
  }

  // A token for HTTP: the one of the login, or one that the server gives for its password.
  private async token(fresh = false): Promise<string | undefined> {
    const credential = this.credential
    if (!credential || credential.isToken) return credential && credential.get(fresh)
    if (fresh || !this.httpToken || this.httpToken.until < Date.now() + 60000) {
      const body = { user: credential.user, app: this.app, password: await credential.get() }
      const { token, expires_at } = (await this.rest.call(callOf(createToken, [body]))) as { token: string; expires_at: number }
      if (this.credential !== credential) return undefined
      this.httpToken = { token, until: expires_at }
    }
    return this.httpToken.token
  }

  private needDesk(): Desk {
    if (!this.desk) throw notLoggedIn()
    return this.desk
  }
}

const notLoggedIn = () => new ChatError('not_logged_in', 'nobody is logged in: call login first')
const loggedOut = () => new ChatError('logged_out', 'logout was called meanwhile')

function check(to: string, message: SendOptions): void {
  if (!isAddress(to)) throw new ChatError('bad_address', `"${to}" is no address: write user/ID, group/ID or room/ID`, { field: 'to' })
  if (!message.body || typeof message.body !== 'object') throw new ChatError('bad_payload', 'the body is an object, like {text: "hello"}', { field: 'body' })
}
