import { ChatError, type ErrorDetails } from '../errors'
import type { Host } from '../host/host'
import type { Session } from '../mqtt/session'
import { toText } from '../bytes'
import type { Call } from './call'

/** Where calls go: over the socket when there is one, over HTTP otherwise; or always over one of them. */
export type RestWay = 'auto' | 'socket' | 'http'

export interface RestOptions {
  way: RestWay
  host: Host
  /** The topic of requests: `im/APP/user/ME/request`. */
  topic(): string
  /** The session, when there is one. */
  session(): Session | undefined
  /** `https://host` of the server that is used. */
  server(): string
  /** A token for HTTP, or nothing before login. `fresh`: the one before is not taken any more. */
  token(fresh: boolean): Promise<string | undefined>
}

interface Pending {
  resolve(answer: unknown): void
  reject(err: ChatError): void
  timer?: unknown
}

// The server runs ten requests of a connection at once, and WeChat as many over HTTP; an eleventh fails.
const atOnce = 8
const patience = 40000

/** Asks the server's REST API, over HTTP or over the socket [PROTOCOL 6]. */
export class Rest {
  private pending: { [id: string]: Pending } = {}
  private running = 0
  private queue: Array<() => void> = []
  private lastId = 0

  constructor(private options: RestOptions) {}

  /**
   * Asks, and resolves with what the server answers. Rejects with the server's error; with `offline` when it cannot be
   * asked; with `connection_lost` or `timeout` when no answer came, and what was asked may have happened. What only reads
   * is then asked once more.
   */
  async call(call: Call): Promise<unknown> {
    try {
      return await this.once(call)
    } catch (err) {
      const lost = (err as ChatError).code === 'connection_lost' || (err as ChatError).code === 'timeout'
      if (!lost || call.method !== 'GET') throw err
      return this.once(call)
    }
  }

  private async once(call: Call): Promise<unknown> {
    // To get a token, none is needed; who waits for it has a turn already.
    if (call.path === '/v1/token') return this.overHTTP(call, undefined)
    await this.turn()
    try {
      const session = this.options.session()
      if (session && this.options.way !== 'http') return await this.overSocket(session, call)
      if (this.options.way === 'socket') throw new ChatError('offline', 'there is no connection; it is being made again')
      return await this.withToken(call)
    } finally {
      this.running--
      const next = this.queue.shift()
      if (next) next()
    }
  }

  /** Takes an answer that came on `…/reply`. */
  replied(payload: Uint8Array): void {
    const answer = JSON.parse(toText(payload)) as { id: string; status: number; body: unknown }
    const pending = this.pending[answer.id]
    if (!pending) return // it had been given up
    if (answer.status < 300) pending.resolve(this.absolute(answer.body))
    else pending.reject(problem(answer.status, answer.body))
  }

  // Over the socket the server does not know by what name it was reached: addresses of files begin with a slash.
  private absolute(body: unknown): unknown {
    const links = body as { [name: string]: unknown }
    for (const name of ['url', 'thumb_url']) {
      const link = links[name]
      if (typeof link === 'string' && link[0] === '/') links[name] = this.options.server() + link
    }
    return body
  }

  /** The session has ended: what was asked over it gets no answer. */
  lost(): void {
    const err = new ChatError('connection_lost', 'the connection ended before the answer came')
    Object.keys(this.pending).forEach((id) => this.pending[id].reject(err))
  }

  private overSocket(session: Session, call: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = String(++this.lastId)
      const over = <T>(then: (value: T) => void) => (value: T) => {
        clearTimeout(this.pending[id] && this.pending[id].timer)
        delete this.pending[id]
        then(value)
      }
      const pending: Pending = { resolve: over(resolve), reject: over(reject) }
      pending.timer = setTimeout(() => pending.reject(new ChatError('timeout', `no answer to ${call.method} ${call.path} in ${patience / 1000} s`)), patience)
      this.pending[id] = pending
      session.publish(this.options.topic(), JSON.stringify({ id, method: call.method, path: call.path, body: call.body })).catch(pending.reject)
    })
  }

  private async turn(): Promise<void> {
    if (this.running >= atOnce) await new Promise<void>((resolve) => this.queue.push(resolve))
    this.running++
  }

  private async withToken(call: Call): Promise<unknown> {
    try {
      return await this.overHTTP(call, await this.options.token(false))
    } catch (thrown) {
      const { code } = thrown as ChatError
      if (code !== 'token_expired' && code !== 'token_revoked') throw thrown
      return this.overHTTP(call, await this.options.token(true))
    }
  }

  private async overHTTP(call: Call, token: string | undefined): Promise<unknown> {
    const headers: { [name: string]: string } = { 'Content-Type': 'application/json' }
    if (token) headers.Authorization = `Bearer ${token}`
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    const answer = await this.options.host.request({ method: call.method, url: this.options.server() + call.path, headers, body, timeout: patience })
    return answerOf(answer.status, answer.body)
  }
}

/** What an HTTP answer holds; throws the error that it tells of. */
export function answerOf(status: number, body: string): unknown {
  let value: unknown
  try {
    value = body === '' ? {} : JSON.parse(body)
  } catch (_) {
    throw new ChatError('unexpected_answer', `no Hongyan server answers here (HTTP ${status})`, { status })
  }
  if (status >= 300) throw problem(status, value)
  return value
}

function problem(status: number, body: unknown): ChatError {
  const p = (body || {}) as { code?: string; detail?: string; field?: string; retry_after?: number; until?: number }
  const details: ErrorDetails = { status, field: p.field, retryAfter: p.retry_after, until: p.until }
  if (!p.code) return new ChatError('unexpected_answer', `no Hongyan server answers here (status ${status})`, details)
  return new ChatError(p.code, p.detail || p.code, details)
}
