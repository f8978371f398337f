import { fromBase64, toText } from '../bytes'

/** When a token was made and ends, in milliseconds since 1970. */
export interface Life {
  from: number
  until: number
}

/** The text in base64 of the form for addresses. */
const decoded = (text: string): string => toText(fromBase64(text.replace(/-/g, '+').replace(/_/g, '/')))

/** Tells whether a token is a JWT, which the server takes for REST calls as it is. */
export const isJWT = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)

/** How long a JWT or a dynamic token lives, or undefined when it does not say. */
export function lifeOf(token: string): Life | undefined {
  try {
    if (isJWT(token)) {
      const { iat, exp } = JSON.parse(decoded(token.split('.')[1])) as { iat?: number; exp: number }
      return { from: (iat || 0) * 1000 || Date.now(), until: exp * 1000 }
    }
    const { curTime, ttl } = JSON.parse(decoded(token).replace(/^dt-/, '')) as { curTime: number; ttl: number }
    return { from: curTime * 1000, until: (curTime + ttl) * 1000 }
  } catch (_) {
    return undefined
  }
}

// Timers of hosts take no longer than this.
const longest = 0x7fffffff

/** Tells that a token has lived most of its time. That it has ended the server says. */
export class TokenWatch {
  private timer: unknown

  constructor(private willExpire: () => void) {}

  /** Watches a token, in the place of another. */
  watch(life: Life | undefined): void {
    this.stop()
    if (!life) return
    this.at(life.from + (life.until - life.from) * 0.8, () => {
      if (Date.now() < life.until) this.willExpire()
    })
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private at(time: number, then: () => void): void {
    const pause = Math.max(0, time - Date.now())
    this.timer = setTimeout(() => (pause > longest ? this.at(time, then) : then()), Math.min(pause, longest))
  }
}

