import { asChatError, type ChatError } from '../errors'
import { type StatusName, statusCode } from './status'

/** What a failed call knows beside its number and sentence. */
export interface ErrorData {
  /** Our own code: docs/PROTOCOL.md, 7.2. */
  code: string
  /** The error's kind and sentence, as the old REST API words them. */
  error: string
  error_description: string
  /** The field that is wrong. */
  field?: string
  /** Seconds after which the same may work. */
  retryAfter?: number
  [more: string]: unknown
}

/** The error of the old API: act on `type`, a number of `statusCode`. */
export class EasemobError extends Error {
  readonly type: number
  readonly data: ErrorData

  constructor(status: StatusName, message: string, data: Partial<ErrorData> = {}) {
    super(message)
    this.name = 'EasemobError'
    this.type = statusCode[status]
    this.data = { code: 'bad_option', error: status.toLowerCase(), error_description: message, ...data }
  }
}

// What our codes are called there. What a code means can depend on what was asked.
const names: { [code: string]: StatusName } = {
  unauthenticated: 'WEBIM_CONNCTION_AUTH_ERROR',
  token_expired: 'WEBIM_TOKEN_EXPIRED',
  token_revoked: 'WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD',
  replaced: 'WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE',
  too_many_sessions: 'WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE',
  kicked: 'WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE',
  banned: 'WEBIM_CONNCTION_USER_REMOVED',
  no_such_app: 'WEBIM_CONNCTION_APPKEY_NOT_ASSIGN_ERROR',
  no_such_user: 'USER_NOT_FOUND',
  no_such_group: 'GROUP_NOT_EXIST',
  no_such_thread: 'GROUP_NOT_EXIST',
  no_such_room: 'CHATROOM_NOT_EXIST',
  no_such_message: 'MESSAGE_NOT_FOUND',
  not_member: 'GROUP_NOT_JOINED',
  not_owner: 'PERMISSION_DENIED',
  forbidden: 'PERMISSION_DENIED',
  blocked: 'PERMISSION_DENIED',
  banned_from_group: 'PERMISSION_DENIED',
  banned_from_room: 'PERMISSION_DENIED',
  registration_closed: 'PERMISSION_DENIED',
  not_friend: 'USER_NOT_FRIEND',
  too_late: 'MESSAGE_RECALL_TIME_LIMIT',
  muted: 'SERVICE_NOT_ALLOW_MESSAGING_MUTE',
  group_disabled: 'SERVICE_NOT_ALLOW_MESSAGING',
  room_disabled: 'SERVICE_NOT_ALLOW_MESSAGING',
  word_refused: 'MESSAGE_INCLUDE_ILLEGAL_CONTENT',
  hook_refused: 'MESSAGE_EXTERNAL_LOGIC_BLOCKED',
  rate_limited: 'MESSAGE_CURRENT_LIMITING',
  too_large: 'MESSAGE_SIZE_LIMIT',
  too_many: 'MAX_LIMIT',
  already_exists: 'OPERATION_NOT_ALLOWED',
  owner_must_stay: 'OPERATION_NOT_ALLOWED',
  key_taken: 'NO_PERMISSION',
  bad_payload: 'MESSAGE_PARAMETER_ERROR',
  bad_address: 'MESSAGE_PARAMETER_ERROR',
  bad_id: 'REQUEST_PARAMETER_ERROR',
  invalid: 'REST_PARAMS_STATUS',
  bad_option: 'REQUEST_PARAMETER_ERROR',
  not_logged_in: 'WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR',
  logged_out: 'WEBIM_CONNECTION_CLOSED',
  offline: 'MESSAGE_WEBSOCKET_DISCONNECTED',
  connection_lost: 'MESSAGE_WEBSOCKET_DISCONNECTED',
  timeout: 'REQUEST_TIMEOUT',
  cancelled: 'REQUEST_ABORT',
  upload_failed: 'WEBIM_UPLOADFILE_ERROR',
  storage_failed: 'LOCAL_DB_OPERATION_FAILED',
  outbox_full: 'MAX_LIMIT',
  unsupported: 'OPERATION_UNSUPPORTED',
  internal: 'SERVER_UNKNOWN_ERROR',
  overloaded: 'SERVER_UNKNOWN_ERROR',
  shutting_down: 'SERVER_UNKNOWN_ERROR',
}

/** What our code is called there. */
export const statusOf = (code: string): StatusName => names[code] || 'WEBIM_CONNCTION_AJAX_ERROR'

/** Makes an error of the old API of whatever was thrown. `status` is the number when the call knows better. */
export function asEasemobError(thrown: unknown, status?: StatusName): EasemobError {
  if (thrown instanceof EasemobError) return thrown
  const err: ChatError = asChatError(thrown)
  return new EasemobError(status || statusOf(err.code), err.message, { code: err.code, error: err.code, error_description: err.message, field: err.field, retryAfter: err.retryAfter })
}

// The sentences that old code compares a failed login with.
const loginWords: { [code: string]: string } = { unauthenticated: 'invalid password', no_such_user: 'user not found', banned: 'user not activated' }

/** What a refused login is: old code reads the sentence in `data.data`, or in `data`. */
export function loginError(thrown: unknown): EasemobError {
  const err = asChatError(thrown)
  const words = { code: err.code, error: err.code === 'unauthenticated' ? 'invalid_grant' : err.code, error_description: loginWords[err.code] || err.message }
  return new EasemobError('WEBIM_CONNCTION_OPEN_ERROR', err.message, { ...words, data: words, retryAfter: err.retryAfter })
}
