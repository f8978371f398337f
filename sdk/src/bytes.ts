// Phones have no TextEncoder, no TextDecoder, no atob: what is needed of them is here.

/** Text as UTF-8. Half a surrogate pair becomes U+FFFD. */
export function toBytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3)
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const code = codePoint(text, i)
    if (code > 0xffff) i++
    if (code < 0x80) out[n++] = code
    else {
      if (code < 0x800) out[n++] = 0xc0 | (code >> 6)
      else {
        if (code < 0x10000) out[n++] = 0xe0 | (code >> 12)
        else {
          out[n++] = 0xf0 | (code >> 18)
          out[n++] = 0x80 | ((code >> 12) & 63)
        }
        out[n++] = 0x80 | ((code >> 6) & 63)
      }
      out[n++] = 0x80 | (code & 63)
    }
  }
  return out.subarray(0, n)
}

function codePoint(text: string, at: number): number {
  const code = text.codePointAt(at)!
  return code >= 0xd800 && code < 0xe000 ? 0xfffd : code
}

/** How many bytes a text has as UTF-8. */
export function byteLength(text: string): number {
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    n += code < 0x80 ? 1 : code < 0x800 ? 2 : 3
    // A pair has four bytes, not two times three.
    if (codePoint(text, i) > 0xffff) {
      n++
      i++
    }
  }
  return n
}

/** Bytes as UTF-8 text; what is no UTF-8 becomes U+FFFD. */
export function toText(bytes: Uint8Array): string {
  const chunks: string[] = []
  let codes: number[] = []
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++]
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1
    let code = more < 0 ? 0xfffd : more === 0 ? first : first & (0x3f >> more)
    for (let k = 0; k < more; k++) {
      if ((bytes[i] & 0xc0) !== 0x80) {
        code = 0xfffd
        break
      }
      code = (code << 6) | (bytes[i++] & 63)
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || code < [0, 0, 0x800, 0x10000][Math.max(more, 0)]) code = 0xfffd
    if (code > 0xffff) codes.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff))
    else codes.push(code)
    if (codes.length > 8000) {
      chunks.push(String.fromCharCode.apply(null, codes))
      codes = []
    }
  }
  return chunks.join('') + String.fromCharCode.apply(null, codes)
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0)
    text += digits[three >> 18] + digits[(three >> 12) & 63]
    text += i + 1 < bytes.length ? digits[(three >> 6) & 63] : '='
    text += i + 2 < bytes.length ? digits[three & 63] : '='
  }
  return text
}

/** The bytes of a base64 text, whatever stands between its digits. */
export function fromBase64(text: string): Uint8Array {
  const out = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let n = 0
  let bits = 0
  let held = 0
  for (let i = 0; i < text.length; i++) {
    const digit = digits.indexOf(text[i])
    if (digit < 0) continue
    held = (held << 6) | digit
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[n++] = (held >> bits) & 255
    }
  }
  return out.subarray(0, n)
}

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
