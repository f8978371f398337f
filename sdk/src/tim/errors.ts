import type { ChatError } from '../errors'

/** What promises of this face reject with. */
export class TIMError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: object = {},
  ) {
    super(message)
    this.name = 'TIMError'
  }
}

/** The code for what the server has no notion of. */
export const notSupportedCode = 60020

/** What a call was about: the same refusal of the server has another number for each. */
export type About = 'C2C' | 'GROUP' | 'other'

// [in a 1:1 conversation, in a group, elsewhere]
const numbers: { [code: string]: [number, number, number] } = {
  not_logged_in: [2024, 2024, 2024],
  logged_out: [2024, 2024, 2024],
  offline: [2800, 2800, 2800],
  connection_lost: [2800, 2800, 2800],
  timeout: [2801, 2801, 2801],
  cancelled: [2807, 2807, 2807],
  upload_failed: [2800, 2800, 2800],
  unexpected_answer: [2802, 2802, 2802],
  unauthenticated: [70003, 70003, 70003],
  token_expired: [70001, 70001, 70001],
  token_revoked: [70052, 70052, 70052],
  no_such_app: [70020, 70020, 70020],
  banned: [70402, 70402, 70402],
  no_such_user: [20003, 10019, 70107],
  no_such_group: [10010, 10010, 10010],
  no_such_room: [10010, 10010, 10010],
  no_such_thread: [10010, 10010, 10010],
  no_such_message: [20022, 10030, 10030],
  not_member: [10007, 10007, 10007],
  not_owner: [10007, 10007, 10007],
  forbidden: [10007, 10007, 10007],
  banned_from_group: [10038, 10038, 10038],
  banned_from_room: [10038, 10038, 10038],
  group_disabled: [10032, 10032, 10032],
  room_disabled: [10032, 10032, 10032],
  owner_must_stay: [10009, 10009, 10009],
  already_exists: [10021, 10021, 10021],
  blocked: [20007, 20007, 30516],
  not_friend: [20009, 20009, 30001],
  muted: [20012, 10017, 10017],
  too_late: [20016, 10031, 10031],
  too_large: [80002, 80002, 80002],
  word_refused: [80001, 80001, 80001],
  hook_refused: [120001, 120001, 120001],
  rate_limited: [20004, 10023, 60015],
  too_many: [10004, 10004, 10004],
  bad_id: [10015, 10015, 10015],
  invalid: [10004, 10004, 10004],
  bad_payload: [20001, 10004, 10004],
  bad_address: [20003, 10015, 10015],
}

/** The number of an error of the server or of the client, and its sentence. */
export function timError(thrown: unknown, about: About = 'other'): TIMError {
  if (thrown instanceof TIMError) return thrown
  const { code, message } = thrown as ChatError
  const of = numbers[code]
  const number = of ? of[['C2C', 'GROUP', 'other'].indexOf(about)] : 2802
  return new TIMError(number, message || String(thrown), { code })
}

// What is wrong with a UserSig, by the field that the server names. One that cannot be read has none: 70003.
const wrongSigs: { [field: string]: number } = { 'TLS.sig': 70009, 'TLS.identifier': 70013, 'TLS.sdkappid': 70014 }

/** What a refused login is. */
export function loginError(thrown: unknown): TIMError {
  const { code, field, message } = thrown as ChatError
  if (code === 'unauthenticated' && wrongSigs[field || '']) return new TIMError(wrongSigs[field!], message, { code, field })
  if (code === 'rate_limited') return new TIMError(70050, message, { code })
  return timError(thrown)
}
