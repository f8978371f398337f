import { ChatError } from '../errors'
import type { Properties } from './decode'

// What a reason code of MQTT 5 means when the server names no code of its own.
const codes: { [reason: number]: string } = {
  0x81: 'invalid', // malformed packet
  0x82: 'invalid', // protocol error
  0x83: 'internal',
  0x86: 'unauthenticated',
  0x87: 'forbidden',
  0x88: 'overloaded',
  0x8a: 'banned',
  0x8b: 'shutting_down',
  0x8d: 'connection_lost', // keep-alive timeout
  0x8e: 'replaced',
  0x90: 'bad_address',
  0x95: 'too_large',
  0x97: 'rate_limited',
  0x99: 'bad_payload',
  0x9c: 'overloaded', // use another server
  0xa0: 'token_expired',
}

/** The refusal that a reason code stands for: with the server's own code and sentence where it gives them. */
export function refusal(reason: number, { reason: sentence, user }: Properties, what: string): ChatError {
  const number = (name: string) => (user[name] === undefined ? undefined : Number(user[name]))
  const code = reason === 0x98 ? 'kicked' : user.code || codes[reason] || 'forbidden'
  return new ChatError(code, sentence || `${what} was refused (0x${reason.toString(16)})`, { field: user.field, retryAfter: number('retry_after'), until: number('until'), by: user.platform ? { platform: user.platform, device: user.device || '' } : undefined })
}
