// What a server of MQTT 5 says to a client.
import { toText } from '../bytes'

/** The properties of a packet that a client can use. */
export interface Properties {
  reason?: string
  maximumPacketSize?: number
  user: { [name: string]: string }
}

export type Packet =
  | { type: 'connack'; reason: number; properties: Properties }
  | { type: 'publish'; topic: string; payload: Uint8Array; qos: number; id: number }
  | { type: 'acknowledged'; id: number; reasons: number[]; properties: Properties } // PUBACK, SUBACK, UNSUBACK
  | { type: 'pingresp' }
  | { type: 'disconnect'; reason: number; properties: Properties }

/**
 * Reads packets from bytes that come in pieces of any size: a packet may be split over several, and several may come in
 * one. What is no MQTT is told to `damaged`, once; nothing is read after that.
 */
export class Decoder {
  private rest = new Uint8Array(0)
  private broken = false

  constructor(
    private packet: (packet: Packet) => void,
    private damaged: (why: string) => void,
  ) {}

  /** Takes the next piece. */
  feed(piece: Uint8Array): void {
    if (this.rest.length > 0) {
      const joined = new Uint8Array(this.rest.length + piece.length)
      joined.set(this.rest)
      joined.set(piece, this.rest.length)
      piece = joined
    }
    let at = 0
    while (!this.broken) {
      const size = this.sizeOf(piece, at)
      if (size === undefined || at + size > piece.length) break
      this.read(piece.subarray(at, at + size))
      at += size
    }
    this.rest = piece.slice(at)
  }

  // How many bytes the packet has that begins there; undefined when that is not known yet.
  private sizeOf(bytes: Uint8Array, at: number): number | undefined {
    let length = 0
    for (let i = 0; i < 4; i++) {
      const byte = bytes[at + 1 + i]
      if (byte === undefined) return undefined
      length += (byte & 127) * Math.pow(128, i)
      if (byte < 128) return 2 + i + length
    }
    this.fail('a length of more than four bytes')
    return undefined
  }

  private read(bytes: Uint8Array): void {
    let packet: Packet
    try {
      packet = parse(bytes)
    } catch (thrown) {
      return this.fail((thrown as Error).message)
    }
    this.packet(packet)
  }

  private fail(why: string): void {
    if (this.broken) return
    this.broken = true
    this.damaged(why)
  }
}

function parse(bytes: Uint8Array): Packet {
  const r = new Reader(bytes)
  const first = r.byte()
  r.varint()
  switch (first >> 4) {
    case 2:
      r.byte() // a session that starts clean is never present
      return { type: 'connack', reason: r.byte(), properties: r.properties() }
    case 3: {
      const qos = (first >> 1) & 3
      const topic = r.text()
      const id = qos > 0 ? r.uint16() : 0
      r.properties()
      return { type: 'publish', topic, qos, id, payload: r.remaining() }
    }
    case 4: // a short PUBACK leaves out what is 0 or empty [MQTT5-3.4.2.1]
      return { type: 'acknowledged', id: r.uint16(), reasons: [r.done ? 0 : r.byte()], properties: r.properties() }
    case 9:
    case 11: {
      const id = r.uint16()
      const properties = r.properties()
      return { type: 'acknowledged', id, properties, reasons: Array.from(r.remaining()) }
    }
    case 13:
      return { type: 'pingresp' }
    case 14:
      return { type: 'disconnect', reason: r.done ? 0 : r.byte(), properties: r.properties() }
  }
  throw new Error(`a packet of type ${first >> 4}`)
}

// How a property's value is written, by its id [MQTT5-2.2.2.2]: a number of bytes, or
const varint = -1
const text = -2
const pair = -3
const forms: { [id: number]: number } = {
  0x01: 1, 0x02: 4, 0x03: text, 0x08: text, 0x09: text, 0x0b: varint, 0x11: 4, 0x12: text, 0x13: 2, 0x15: text, 0x16: text, 0x17: 1,
  0x18: 4, 0x19: 1, 0x1a: text, 0x1c: text, 0x1f: text, 0x21: 2, 0x22: 2, 0x23: 2, 0x24: 1, 0x25: 1, 0x26: pair, 0x27: 4, 0x28: 1,
  0x29: 1, 0x2a: 1,
}

/** Reads a packet from its beginning. Throws when it is too short. */
class Reader {
  private at = 0

  constructor(private bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  byte(): number {
    if (this.done) throw new Error('a packet that breaks off')
    return this.bytes[this.at++]
  }

  uint16(): number {
    return this.number(2)
  }

  number(bytes: number): number {
    let n = 0
    for (; bytes > 0; bytes--) n = n * 256 + this.byte()
    return n
  }

  varint(): number {
    let n = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte()
      n += (byte & 127) * factor
      if (byte < 128) return n
    }
  }

  text(): string {
    return toText(this.take(this.uint16()))
  }

  remaining(): Uint8Array {
    return this.take(this.bytes.length - this.at)
  }

  properties(): Properties {
    const found: Properties = { user: {} }
    if (this.done) return found
    const end = this.varint() + this.at
    while (this.at < end) this.property(found)
    return found
  }

  private property(found: Properties): void {
    const id = this.varint()
    const form = forms[id]
    if (form === undefined) throw new Error(`a property ${id}`)
    if (form === pair) {
      const name = this.text()
      found.user[name] = this.text()
    } else if (form === text) {
      const value = this.text() // binary data is written like text
      if (id === 0x1f) found.reason = value
    } else {
      const value = form === varint ? this.varint() : this.number(form)
      if (id === 0x27) found.maximumPacketSize = value
    }
  }

  private take(length: number): Uint8Array {
    const from = this.at
    this.at += length
    if (this.at > this.bytes.length) throw new Error('a packet that breaks off')
    return this.bytes.subarray(from, this.at)
  }
}
