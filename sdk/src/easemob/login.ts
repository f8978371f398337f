import { createToken } from '../api/routes'
import { ChatError } from '../errors'
import type { Face } from './face'
import { isJWT, lifeOf, TokenWatch } from './token'

/** What `open` takes: one of `pwd`, `accessToken`, `agoraToken` proves who the user is. */
export interface OpenOptions {
  user: string
  pwd?: string
  accessToken?: string
  agoraToken?: string
  [more: string]: unknown
}

/** What `open` resolves with. */
export interface Opened {
  accessToken: string
  /** When the token ends, milliseconds since 1970. */
  expireTimestamp?: number
  /** How long it lives, in milliseconds. */
  duration?: number
}

/** A user's login: the token of the old API, and that it is fresh. */
export class Login {
  private credential = ''
  private byPassword = false
  private watch: TokenWatch
  private turn = 0 // tells an `open` that was overtaken by `close`

  constructor(private face: Face) {
    this.watch = new TokenWatch(() => this.aging())
  }

  /** Logs in, and stays so until `close`. */
  async open({ user, pwd, accessToken, agoraToken }: OpenOptions): Promise<Opened> {
    const given = accessToken || agoraToken || pwd
    if (!user || !given) throw new ChatError('bad_option', 'open({user, pwd}) or open({user, accessToken}): something is missing', { field: user ? 'accessToken' : 'user' })
    this.credential = String(given)
    this.byPassword = !accessToken && !agoraToken
    const { client } = this.face
    const turn = ++this.turn
    const first = await this.token(user)
    if (turn !== this.turn) throw new ChatError('logged_out', 'close was called meanwhile')
    this.face.accessToken = first
    let shown: string | undefined
    // Asked again when the server does not take the last one: then it is that of `renewToken`, or a fresh one.
    const token = async () => {
      if (this.face.accessToken === shown) this.face.accessToken = await this.token(user)
      return (shown = this.face.accessToken)
    }
    await client.login({ user, token })
    return this.opened()
  }

  /** Takes another token, before or after the one before has ended. */
  async renew(user: string, token: string): Promise<Opened & { status: boolean; token: string }> {
    this.credential = token
    this.byPassword = false
    this.face.accessToken = await this.token(user)
    return { ...this.opened(), status: true, token, accessToken: token }
  }

  close(): void {
    this.turn++
    this.watch.stop()
    this.face.accessToken = ''
  }

  // With a password the SDK gets another token by itself.
  private aging(): void {
    if (!this.byPassword) this.face.handlers.tell('onTokenWillExpire')
  }

  private opened(): Opened {
    const life = lifeOf(this.face.accessToken)
    this.watch.watch(life)
    return { accessToken: this.face.accessToken, expireTimestamp: life && life.until, duration: life && life.until - life.from }
  }

  // A token of the server is used as it is; for what else proves who the user is, the server gives one.
  private async token(user: string): Promise<string> {
    if (isJWT(this.credential)) return this.credential
    const { token } = await this.face.ask(createToken, { user, password: this.credential, app: this.face.app })
    return token
  }
}
