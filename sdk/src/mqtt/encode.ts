// What a client of MQTT 5 says, as bytes. Only what the session uses: publishes have QoS 1, sessions start clean.
import { toBytes } from '../bytes'

/** How a client introduces itself. */
export interface Introduction {
  clientId: string
  username: string
  password: string
  /** Seconds after which the server may take a silent client for dead. */
  keepAlive: number
  userProperties: { [name: string]: string }
}

export function connect(c: Introduction): Uint8Array {
  const body = new Writer()
  body.text('MQTT')
  body.byte(5)
  body.byte(0xc2) // user name, password, clean start
  body.uint16(c.keepAlive)
  const props = new Writer()
  Object.keys(c.userProperties).forEach((name) => {
    props.byte(0x26)
    props.text(name)
    props.text(c.userProperties[name])
  })
  body.varint(props.length)
  body.append(props.bytes())
  body.text(c.clientId)
  body.text(c.username)
  body.text(c.password)
  return packet(0x10, body)
}

export function publish(topic: string, payload: Uint8Array, id: number): Uint8Array {
  const body = new Writer()
  body.text(topic)
  body.uint16(id)
  body.varint(0)
  body.append(payload)
  return packet(0x32, body)
}

export function puback(id: number): Uint8Array {
  const body = new Writer()
  body.uint16(id)
  return packet(0x40, body)
}

export function subscribe(filters: string[], id: number): Uint8Array {
  const body = new Writer()
  body.uint16(id)
  body.varint(0)
  filters.forEach((filter) => {
    body.text(filter)
    body.byte(1)
  })
  return packet(0x82, body)
}

export function unsubscribe(filters: string[], id: number): Uint8Array {
  const body = new Writer()
  body.uint16(id)
  body.varint(0)
  filters.forEach((filter) => body.text(filter))
  return packet(0xa2, body)
}

export const pingreq = (): Uint8Array => packet(0xc0, new Writer())

export const disconnect = (): Uint8Array => packet(0xe0, new Writer())

function packet(first: number, body: Writer): Uint8Array {
  const header = new Writer()
  header.byte(first)
  header.varint(body.length)
  header.append(body.bytes())
  return header.bytes()
}

/** Collects the parts of a packet. */
class Writer {
  private parts: Uint8Array[] = []
  length = 0

  byte(n: number): void {
    this.append(Uint8Array.of(n))
  }

  uint16(n: number): void {
    this.append(Uint8Array.of(n >> 8, n & 255))
  }

  varint(n: number): void {
    for (; n > 127; n >>= 7) this.byte((n & 127) | 128)
    this.byte(n)
  }

  text(text: string): void {
    const bytes = toBytes(text)
    if (bytes.length > 65535) throw new RangeError('a text of MQTT has 65535 bytes at most')
    this.uint16(bytes.length)
    this.append(bytes)
  }

  append(bytes: Uint8Array): void {
    this.parts.push(bytes)
    this.length += bytes.length
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length)
    let at = 0
    this.parts.forEach((part) => {
      all.set(part, at)
      at += part.length
    })
    return all
  }
}
