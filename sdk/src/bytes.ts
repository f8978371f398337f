import { Buffer } from 'buffer'

/** Bytes as UTF-8 text; what is no UTF-8 becomes U+FFFD. Phones have no TextDecoder. */
export const toText = (bytes: Uint8Array): string => view(bytes).toString('utf8')

/** Text as UTF-8. */
export const toBytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** How many bytes a text has as UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

/** Bytes as base64. */
export const toBase64 = (bytes: Uint8Array): string => view(bytes).toString('base64')

/** The bytes of a base64 text. */
export const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64')

/** The bytes alone in an ArrayBuffer of their own: hosts send the whole buffer that lies behind a view. */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}

/** Tells whether a value is an ArrayBuffer, of this realm or another one, where instanceof fails. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}

/**
 * What a host's socket handed over, as bytes: an ArrayBuffer of any realm, a view on one, or text that holds base64.
 */
export function received(data: unknown): Uint8Array {
  if (typeof data === 'string') return fromBase64(data)
  if (isArrayBuffer(data)) return new Uint8Array(data)
  const seen = data as Uint8Array
  return new Uint8Array(seen.buffer, seen.byteOffset, seen.byteLength)
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
}
