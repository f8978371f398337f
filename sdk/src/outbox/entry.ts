import type { SendOptions } from '../message'

/** A message that waits to be sent, as it is kept. */
export interface Entry {
  /** Its place, which the shelf gives: entries are sent in this order, in each conversation. */
  n: number
  to: string
  cid: string
  /** When it was handed over, milliseconds since 1970. */
  created: number
  /** The payload as it goes over the wire: the same bytes each time, or the server would call it another message. */
  payload: string
}

/** The payload of a message. */
export function payloadOf(options: SendOptions, cid: string): string {
  const { type, body, ext, store, at, quote, only, silent, no_push, expires_in, receipt, priority } = options
  return JSON.stringify({ cid, type: type || 'txt', body, ext, store, at, quote, only, silent, no_push, expires_in, receipt, priority })
}
