/**
 * Codes of errors that the SDK itself raises. All other codes are the server's own (docs/PROTOCOL.md, 7.2).
 */
export type SDKCode =
  | 'bad_option' // createClient was called with something it cannot use
  | 'not_logged_in' // call login first
  | 'logged_out' // logout was called meanwhile
  | 'no_host' // no host was recognised; give one to createClient
  | 'offline' // there is no connection, and the call needs one
  | 'connection_lost' // the connection ended before the answer came: what was asked may have happened
  | 'timeout' // no answer in time
  | 'cancelled' // the caller took it back
  | 'outbox_full' // too many messages wait to be sent
  | 'storage_failed' // the host's storage did not take it
  | 'upload_failed' // the file could not be transferred
  | 'unexpected_answer' // what came is not what a Hongyan server says

/** What an error knows beside its code and sentence. */
export interface ErrorDetails {
  /** The field or parameter that is wrong. */
  field?: string
  /** Seconds after which the same may work. */
  retryAfter?: number
  /** When what keeps one out ends, in milliseconds since 1970. */
  until?: number
  /** The HTTP status, when the server answered a request. */
  status?: number
  /** Of `replaced`: where the session runs that took the place of this one. */
  by?: { platform: string; device: string }
}

/**
 * The one type of error that the SDK throws and rejects with. Act on `code`, which is stable; show or log `message`,
 * a sentence that says what to do.
 */
export class ChatError extends Error {
  readonly code: string
  readonly field?: string
  readonly retryAfter?: number
  readonly until?: number
  readonly status?: number
  readonly by?: { platform: string; device: string }

  constructor(code: SDKCode | (string & {}), message: string, details: ErrorDetails = {}) {
    super(message)
    this.name = 'ChatError'
    this.code = code
    Object.assign(this, details)
  }

  /** Tells whether the same may work later, without anything being changed. */
  get temporary(): boolean {
    return this.retryAfter !== undefined || temporaryCodes.indexOf(this.code) >= 0
  }
}

const temporaryCodes = ['offline', 'connection_lost', 'timeout', 'rate_limited', 'overloaded', 'shutting_down', 'index_building', 'disk_full', 'internal']

/** Makes a ChatError of whatever was thrown. */
export function asChatError(thrown: unknown, code: SDKCode = 'unexpected_answer'): ChatError {
  if (thrown instanceof ChatError) return thrown
  return new ChatError(code, thrown instanceof Error ? thrown.message : String(thrown))
}
