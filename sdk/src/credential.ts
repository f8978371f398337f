import { ChatError } from './errors'

/** Who logs in: one of `token`, `password`, `userSig` proves it. */
export interface LoginOptions {
  user: string
  /** A token; or a function that gives one, which is asked again when the server wants a fresh one. */
  token?: string | (() => string | Promise<string>)
  password?: string
  /** A Tencent UserSig. */
  userSig?: string
}

/** What proves who the user is. */
export class Credential {
  readonly user: string
  /** Tells whether there may be a fresh one. */
  readonly renewable: boolean
  /** Tells whether it is a token, which REST takes as it is. */
  readonly isToken: boolean
  private last: Promise<string> | undefined

  /** Throws `bad_option` when something is missing. */
  constructor(private login: LoginOptions) {
    if (!login.user) throw new ChatError('bad_option', 'say who logs in: login({user, token})', { field: 'user' })
    if (!(login.token || login.password || login.userSig)) throw new ChatError('bad_option', 'give a token, a password or a userSig', { field: 'token' })
    this.user = login.user
    this.renewable = typeof login.token === 'function'
    this.isToken = !!login.token
  }

  /** The credential: the last one, or, when the server did not take that, a fresh one if there is any. */
  get(fresh = false): Promise<string> {
    if (!this.last || (fresh && this.renewable)) {
      const asked = (this.last = this.ask())
      asked.catch(() => {
        if (this.last === asked) this.last = undefined
      })
    }
    return this.last
  }

  private async ask(): Promise<string> {
    const { token, password, userSig } = this.login
    return typeof token === 'function' ? token() : (token || password || userSig)!
  }
}
