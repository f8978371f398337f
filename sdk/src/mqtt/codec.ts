import { Buffer } from 'buffer'
import { parser as newParser, writeToStream } from 'mqtt-packet'

import { toBytes } from '../bytes'

/** A packet of MQTT 5, as mqtt-packet shows it. Only what the session reads is named. */
export interface Packet {
  cmd: string
  messageId?: number
  topic?: string
  payload?: Uint8Array
  qos?: number
  reasonCode?: number
  granted?: number[]
  properties?: {
    reasonString?: string
    userProperties?: { [name: string]: string | string[] }
    maximumPacketSize?: number
    serverKeepAlive?: number
  }
  [more: string]: unknown
}

const v5 = { protocolVersion: 5 as const }

// Without this the first packet fills a cache of 65,536 buffers.
;(writeToStream as unknown as { cacheNumbers: boolean }).cacheNumbers = false

/** A packet's bytes, in one piece. Throws when a field does not fit MQTT. */
export function encode(packet: Packet): Uint8Array {
  const pieces: Uint8Array[] = []
  const stream = {
    write: (piece: Uint8Array | string) => {
      pieces.push(typeof piece === 'string' ? toBytes(piece) : piece)
      return true
    },
    destroy: (err: Error) => {
      throw err
    },
  }
  writeToStream(packet as never, stream as never, v5)
  return Buffer.concat(pieces)
}

/**
 * Reads packets from bytes that come in pieces of any size: a packet may be split over several, and several may come
 * in one. Whatever is no MQTT is told to `damaged`, once; nothing is read after that.
 */
export class Decoder {
  private parser = newParser(v5)
  private broken = false

  constructor(packet: (packet: Packet) => void, damaged: (err: Error) => void) {
    this.parser.on('packet', (p) => {
      if (!this.broken) packet(p as unknown as Packet)
    })
    this.parser.on('error', (err: unknown) => {
      if (this.broken) return
      this.broken = true
      damaged(err as Error)
    })
  }

  /** Takes the next piece. */
  feed(bytes: Uint8Array): void {
    if (!this.broken) this.parser.parse(Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength))
  }
}
