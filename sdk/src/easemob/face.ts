import type { Route } from '../api/call'
import { getFile, readHistory, readReceipts } from '../api/routes'
import { addressFor } from '../address'
import { Client } from '../client'
import { parseServer } from '../connection/servers'
import { ChatError } from '../errors'
import { detectHost } from '../host/detect'
import type { Host, Storage } from '../host/host'
import type { JSONObject, Message } from '../message'
import { Readers } from '../readers'
import { EasemobError } from './errors'
import { Handlers } from './handlers'
import { logger } from './logger'
import { Files } from './message/files'
import { MessageIds } from './message/ids'
import { type ChatMessage, modernOf } from './message/modern'
import { type ConnectionOptions, namedServers } from './options'

/** What all parts of a connection share. */
export class Face {
  /** The server, once it is known: at the first call. */
  server = ''
  /** A token for REST calls, once the user is in. */
  accessToken = ''
  readonly handlers = new Handlers((thrown) => this.handlerFailed(thrown))
  readonly files = new Files((id) => this.call(getFile, id))
  readonly ids = new MessageIds((conversation, since, until) => this.between(conversation, since, until))
  readonly readers = new Readers((group, seq) => this.call(readReceipts, group, seq))
  /** Threads of groups that were seen: messages do not say that they belong to one. */
  readonly threads: { [id: string]: JSONObject } = {}
  /** Chatrooms that this device has entered. */
  rooms: { [id: string]: true } = {}
  private told: string[] = []
  private left: { [id: string]: boolean } = {}
  private made: Client | undefined
  private madeHost: Host | undefined
  private line: Promise<unknown> = Promise.resolve()
  private telling = false

  constructor(
    public options: ConnectionOptions,
    private wire: (client: Client) => void,
  ) {}

  /** The client, made at the first call: until then the app may say where the server is. */
  get client(): Client {
    if (!this.made) {
      const { servers, host, storage } = addressFor(namedServers(this.options))
      const { delivery, heartBeatWait: wait } = this.options
      this.madeHost = host || detectHost()
      this.server = parseServer(servers[0]).http
      // Some versions take the wait in milliseconds.
      this.made = new Client({ servers, app: this.app, host: this.madeHost, storage, deliveryReceipts: !!delivery, keepAlive: wait && wait > 1000 ? wait / 1000 : wait })
      this.wire(this.made)
    }
    return this.made
  }

  get host(): Host {
    return this.client && this.madeHost!
  }

  get storage(): Storage {
    return addressFor(namedServers(this.options)).storage || this.host.storage
  }

  /** The app by the name that the server is asked for, or undefined. */
  get app(): string | undefined {
    const key = addressFor(namedServers(this.options)).app || this.options.appKey || this.options.appId
    return key ? String(key) : undefined
  }

  /** Whether a client was made. */
  get begun(): boolean {
    return !!this.made
  }

  /** Other options hold from the next login on. */
  change(options: ConnectionOptions): void {
    this.options = { ...this.options, ...options }
    if (this.made) this.made.logout()
    this.made = undefined
  }

  /** Who is logged in; throws when nobody is. */
  get me(): string {
    const user = this.made && this.made.user
    if (!user) throw new ChatError('not_logged_in', 'nobody is logged in: call open first')
    return user
  }

  /** Asks the server, as who is logged in. */
  async call<Args extends unknown[], Found>(route: Route<Args, Found>, ...args: Args): Promise<Found> {
    void this.me
    return this.ask(route, ...args)
  }

  /** Asks the server, also before the login. */
  async ask<Args extends unknown[], Found>(route: Route<Args, Found>, ...args: Args): Promise<Found> {
    return this.client.call(route, ...args)
  }

  /** Where REST calls of old code go, `org/app` included. */
  get restBase(): string {
    return `${this.server}/${String(this.options.appKey || this.options.appId || '').replace('#', '/')}`
  }

  /** A message in the form of the old API. */
  async modern(conversation: string, message: Message): Promise<ChatMessage> {
    this.ids.saw(conversation, message)
    return modernOf(message, this.files, (group) => this.threads[group])
  }

  /** Tells whether a message was among the last that were told, and remembers it. */
  toldBefore(id: string): boolean {
    if (this.told.indexOf(id) >= 0) return true
    this.told.push(id)
    if (this.told.length > 300) this.told.shift()
    return false
  }

  /** The user leaves a group or a thread by this device: that he is out of it is no news then. */
  async leaving<T>(id: string, leave: Promise<T>): Promise<T> {
    this.left[id] = true
    try {
      return await leave
    } catch (thrown) {
      delete this.left[id]
      throw thrown
    }
  }

  /** Tells, once, whether the user has just left a group or a thread by this device. */
  leavingNow(id: string): boolean {
    const left = !!this.left[id]
    delete this.left[id]
    return left
  }

  /** Runs tasks one after the other: what happened is told in its order, however long an address of a file takes. */
  inLine(task: () => unknown): void {
    this.line = this.line.then(task).catch((thrown) => {
      if (this.made && this.made.user) logger.error(thrown) // else it was cut off by the logout
    })
  }

  private async between(conversation: string, since: number, until: number): Promise<Message[]> {
    const page = await this.call(readHistory, conversation, { since, until, limit: 100 })
    return page.messages as Message[]
  }

  // Told by onError, but never to a handler of onError that throws itself.
  private handlerFailed(thrown: unknown): void {
    logger.error(thrown)
    if (this.telling) return
    this.telling = true
    const message = `a handler threw: ${thrown instanceof Error ? thrown.message : thrown}`
    this.handlers.tell('onError', new EasemobError('WEBIM_CONNCTION_CALLBACK_INNER_ERROR', message))
    this.telling = false
  }
}
