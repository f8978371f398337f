import type { ChatError } from '../errors'

/**
 * What becomes of the connection.
 * - `idle`: nobody is logged in.
 * - `connecting`: a socket is being opened, or the login is under way.
 * - `connected`: messages come and go.
 * - `waiting`: the connection was lost or could not be made; it is tried again at `retryAt`, or at once when the app is
 *   shown or the network comes back.
 * - `closed`: the server wants no connection of this login (`error.code`: `kicked`, `replaced`, `token_expired`,
 *   `token_revoked`, `banned`, `unauthenticated` …). It is not tried again; call `login`.
 */
export type StateName = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed'

export interface ConnectionState {
  state: StateName
  /** The server that is tried or connected. */
  server?: string
  /** Why it is `waiting` or `closed`. */
  error?: ChatError
  /** When it is tried again, milliseconds since 1970. */
  retryAt?: number
}

// Codes after which the same login would be refused again, or would take the connection from where it now belongs.
const final = ['kicked', 'replaced', 'banned', 'token_expired', 'token_revoked', 'unauthenticated', 'forbidden', 'too_many_sessions', 'no_such_user', 'no_such_app', 'invalid']

/** Tells whether an error ends the login. */
export const endsLogin = (err: ChatError): boolean => final.indexOf(err.code) >= 0 && err.retryAfter === undefined

/** Tells whether a fresh token may help. */
export const wantsToken = (err: ChatError): boolean => err.code === 'token_expired' || err.code === 'token_revoked' || err.code === 'unauthenticated'
