import type { Credential } from '../credential'
import { asChatError, ChatError } from '../errors'
import type { Host, LifeCycle } from '../host/host'
import { Session } from '../mqtt/session'
import { Backoff, type BackoffOptions } from './backoff'
import type { Server, Servers } from './servers'
import { type ConnectionState, endsLogin, wantsToken } from './state'

/** Who connects. */
export interface Login {
  /** `user@app`, as the server takes it. */
  username: string
  credential: Credential
}

export interface ConnectionOptions {
  clientId: string
  userProperties: { [name: string]: string }
  backoff?: BackoffOptions
  /** Seconds of silence after which the server is asked whether it is there. */
  keepAlive?: number
  /** Seconds in which it has to answer. */
  patience?: number
  /** Seconds after which a client that fell back on another server looks for the preferred one. */
  preferAfter?: number
}

// A connection that has lasted so long was a good one, in milliseconds.
const steady = 10000

// The pause between attempts while the app is hidden, in milliseconds.
const hiddenPause = 30000

/** Together they say when a dead connection is noticed: after 35 seconds, while servers and networks wait 45 and more. */
export const usual = { keepAlive: 25, patience: 10 }

export interface ConnectionEvents {
  state(state: ConnectionState): void
  /** A session is set up: prepare it. It counts as connected when the promise resolves. */
  prepare(session: Session): Promise<void>
  /** The session is ready: what waits can be sent. */
  ready(session: Session): void
  message(topic: string, payload: Uint8Array): void
}

/**
 * Keeps a session with one of the servers from `open` to `close`: reconnects at once when the app is shown or the network
 * returns, else after a pause; the old socket is closed first. What ends for good ends in the state `closed`.
 */
export class Connection {
  private session: Session | undefined
  private login: Login | undefined
  private backoff: Backoff
  private timer: unknown
  private preferTimer: unknown
  private unwatch: (() => void) | undefined
  private attempt = 0 // tells an attempt that was overtaken by another one
  private fresh = false
  private offline = false
  private hidden = false
  private since = 0 // when the session was set up
  private now: ConnectionState = { state: 'idle' }

  constructor(
    private host: Host,
    private servers: Servers,
    private options: ConnectionOptions,
    private events: ConnectionEvents,
  ) {
    this.backoff = new Backoff(options.backoff)
  }

  get state(): ConnectionState {
    return this.now
  }

  /** The session, when it is connected and ready. */
  get ready(): Session | undefined {
    return this.now.state === 'connected' ? this.session : undefined
  }

  /** Begins to connect. What becomes of it is told by `state`. */
  open(login: Login): void {
    this.close()
    this.login = login
    this.fresh = false
    this.backoff.reset()
    this.unwatch = this.host.watch((change) => this.lifeCycle(change))
    this.connect()
  }

  /** Ends the connection. */
  close(): void {
    if (this.unwatch) this.unwatch()
    this.unwatch = undefined
    this.login = undefined
    this.drop()
    this.become({ state: 'idle' })
  }

  private lifeCycle(change: LifeCycle): void {
    const { state } = this.now
    const wasOffline = this.offline
    if (change === 'offline' || change === 'online') this.offline = change === 'offline'
    else this.hidden = change === 'hidden'
    if (change === 'hidden' || change === 'offline') return
    // After the network was away nothing that was open then works any more.
    if (state === 'waiting' || (change === 'online' && wasOffline && state !== 'closed')) this.connect()
    // It may have died without a word while the app was hidden.
    else if (state === 'connected') this.session!.probe(5000)
  }

  /** Ends what there is of a session and of attempts, without a word. */
  private drop(): void {
    this.attempt++
    clearTimeout(this.timer)
    clearTimeout(this.preferTimer)
    if (this.session) this.session.close()
    this.session = undefined
  }

  private async connect(): Promise<void> {
    this.drop()
    const mine = this.attempt
    const server = this.servers.current
    this.become({ state: 'connecting', server: server.http })
    try {
      const password = await this.login!.credential.get(this.fresh)
      if (mine !== this.attempt) return
      const session = this.begin(server, password, mine)
      await session.connected
      await this.events.prepare(session)
      if (mine !== this.attempt) return
      this.arrived(session, server)
    } catch (thrown) {
      if (mine === this.attempt) this.failed(asChatError(thrown, 'connection_lost'))
    }
  }

  private begin(server: Server, password: string, mine: number): Session {
    const { clientId, userProperties, keepAlive = usual.keepAlive, patience = usual.patience } = this.options
    const options = { url: server.socket, clientId, userProperties, keepAlive, patience, username: this.login!.username, password }
    this.session = new Session(this.host, options, {
      message: (topic, payload) => {
        if (mine === this.attempt) this.events.message(topic, payload)
      },
      ended: (err) => {
        if (mine === this.attempt) this.failed(err)
      },
    })
    return this.session
  }

  private arrived(session: Session, server: Server): void {
    this.since = Date.now()
    this.fresh = false
    this.become({ state: 'connected', server: server.http })
    if (server !== this.servers.preferred) this.lookForPreferred()
    this.events.ready(session)
  }

  private failed(err: ChatError): void {
    // One that ends as soon as it is made is no reason to come back at once.
    if (this.now.state === 'connected' && Date.now() - this.since > steady) this.backoff.reset()
    this.drop()
    if (wantsToken(err) && this.login!.credential.renewable && !this.fresh) {
      this.fresh = true
      this.connect()
    } else if (endsLogin(err)) {
      this.become({ state: 'closed', error: err })
    } else {
      const another = !this.servers.next()
      this.retry(err, another ? 0 : this.backoff.next())
    }
  }

  private retry(err: ChatError, pause: number): void {
    // In the background a host closes what is opened; when the app is shown there is no pause.
    pause = Math.max(pause, (err.retryAfter || 0) * 1000, this.hidden ? hiddenPause : 0)
    this.become({ state: 'waiting', error: err, retryAt: Date.now() + pause })
    this.timer = setTimeout(() => this.connect(), pause)
  }

  // Asked over HTTP, because some hosts have one socket only. Whatever it answers, but "not now", shows that it is there.
  private lookForPreferred(): void {
    this.preferTimer = setTimeout(async () => {
      const mine = this.attempt
      const answer = await this.host.request({ method: 'GET', url: `${this.servers.preferred.http}/v1/sync`, headers: {}, timeout: 10000 }).catch(() => undefined)
      if (mine !== this.attempt) return
      if (!answer || answer.status >= 500) return this.lookForPreferred()
      this.servers.prefer()
      this.connect()
    }, (this.options.preferAfter || 60) * 1000)
  }

  private become(state: ConnectionState): void {
    if (state.state === 'idle' && this.now.state === 'idle') return
    this.now = state
    this.events.state(state)
  }
}
