import { toBytes } from '../bytes'
import { ChatError } from '../errors'
import type { Host, Socket } from '../host/host'
import { Decoder, type Packet } from './decode'
import * as encode from './encode'
import { refusal } from './reasons'

/** How a session introduces itself. */
export interface SessionOptions {
  url: string
  clientId: string
  username: string
  password: string
  /** Told to the server beside the credentials: `platform`, `device`. */
  userProperties: { [name: string]: string }
  /** Seconds without a packet to or from the server after which the client asks whether it is there. */
  keepAlive: number
  /** Seconds in which an answer to that has to come, and in which the session has to be set up. */
  patience: number
}

export interface SessionEvents {
  /** A message came. It is acknowledged when this returns. */
  message(topic: string, payload: Uint8Array): void
  /** A session that was set up has ended; told once, but not after `close`. */
  ended(err: ChatError): void
}

/** The user properties of a PUBACK. */
export type Acknowledgement = { [name: string]: string }

type Acknowledged = Extract<Packet, { type: 'acknowledged' }>
type Connack = Extract<Packet, { type: 'connack' }>

interface Waiting<T> {
  resolve(packet: T): void
  reject(err: ChatError): void
}

/**
 * One MQTT 5 session over one socket, from CONNECT to its end. It starts clean and leaves nothing behind at the server:
 * what was missed is asked for by seq. It never reconnects; that is the business of `Connection`.
 */
export class Session {
  /**
   * Resolves when the server has let the client in, with the user properties of its answer: the `app` and `user` that the
   * names of the login stand for. Rejects with its refusal, or `connection_lost`.
   */
  readonly connected: Promise<Acknowledgement>

  private socket: Socket
  private decoder = new Decoder(
    (packet) => this.handle(packet),
    (why) => this.end(new ChatError('unexpected_answer', `what came is no MQTT: ${why}`)),
  )
  private waiting: { [id: number]: Waiting<Acknowledged> } = {}
  private entering: Waiting<Connack> | undefined
  private lastId = 0
  private heard = Date.now()
  private sent = Date.now()
  private timer: unknown
  private pinging: unknown
  private over = false
  private largest = Infinity

  constructor(
    host: Host,
    private options: SessionOptions,
    private events: SessionEvents,
  ) {
    this.connected = new Promise<Connack>((resolve, reject) => {
      this.entering = { resolve, reject }
    }).then((connack) => {
      this.watchOver()
      return connack.properties.user
    })
    this.connected.catch(() => {}) // who waits for it hears it; nobody need
    this.timer = setTimeout(() => this.end(new ChatError('timeout', `no connection to ${options.url} in ${options.patience} s`)), options.patience * 1000)
    this.socket = host.connect(options.url, {
      opened: () => this.introduce(),
      received: (bytes) => {
        this.heard = Date.now()
        this.decoder.feed(bytes)
      },
      closed: (why) => this.end(new ChatError('connection_lost', `the connection to ${options.url} ended: ${why}`)),
    })
  }

  /** Publishes with QoS 1. Resolves with what the acknowledgement carries; rejects with the server's refusal. */
  async publish(topic: string, payload: string): Promise<Acknowledgement> {
    const bytes = toBytes(payload)
    if (bytes.length > this.largest) throw new ChatError('too_large', `it has ${bytes.length} bytes; ${this.largest} are allowed`)
    const ack = await this.exchange((id) => encode.publish(topic, bytes, id))
    if (ack.reasons[0] >= 0x80) throw refusal(ack.reasons[0], ack.properties, 'the message')
    return ack.properties.user
  }

  /** Subscribes with QoS 1; rejects when one of the filters is refused. */
  async subscribe(...filters: string[]): Promise<void> {
    const ack = await this.exchange((id) => encode.subscribe(filters, id))
    ack.reasons.forEach((reason, i) => {
      if (reason >= 0x80) throw refusal(reason, ack.properties, `the subscription to ${filters[i]}`)
    })
  }

  async unsubscribe(...filters: string[]): Promise<void> {
    await this.exchange((id) => encode.unsubscribe(filters, id))
  }

  /** Asks the other side now whether it is there; if it is not, the session ends within `ms`. */
  probe(ms = this.options.patience * 1000): void {
    if (this.over || this.pinging || this.entering) return
    const asked = Date.now()
    this.send(encode.pingreq())
    this.pinging = setTimeout(() => {
      this.pinging = undefined
      if (this.heard < asked) this.end(new ChatError('connection_lost', 'the other side does not answer any more'))
    }, ms)
  }

  /** Ends the session, with a word of farewell; no event follows. What waits rejects with `connection_lost`. */
  close(): void {
    if (this.over) return
    if (!this.entering) this.send(encode.disconnect())
    this.finish(new ChatError('connection_lost', 'the connection was closed'))
  }

  private introduce(): void {
    const { keepAlive, patience, ...o } = this.options
    this.send(encode.connect({ ...o, keepAlive: keepAlive + patience }))
  }

  private handle(packet: Packet): void {
    switch (packet.type) {
      case 'connack':
        return this.entered(packet)
      case 'publish':
        this.events.message(packet.topic, packet.payload)
        if (packet.qos === 1) this.send(encode.puback(packet.id))
        return
      case 'acknowledged':
        return this.answered(packet)
      case 'disconnect':
        return this.end(refusal(packet.reason, packet.properties, 'the connection'))
    }
  }

  private entered(packet: Connack): void {
    const entering = this.entering
    if (!entering) return
    this.entering = undefined
    if (packet.reason) return this.finish(refusal(packet.reason, packet.properties, 'the login'), entering)
    // Room for the topic and the header.
    if (packet.properties.maximumPacketSize) this.largest = packet.properties.maximumPacketSize - 512
    entering.resolve(packet)
  }

  private answered(packet: Acknowledged): void {
    const waiting = this.waiting[packet.id]
    delete this.waiting[packet.id]
    if (waiting) waiting.resolve(packet)
  }

  private exchange(make: (id: number) => Uint8Array): Promise<Acknowledged> {
    return new Promise((resolve, reject) => {
      if (this.over) throw new ChatError('connection_lost', 'there is no connection')
      const id = this.freeId()
      const packet = make(id)
      this.waiting[id] = { resolve, reject }
      this.send(packet)
    })
  }

  private freeId(): number {
    do this.lastId = (this.lastId % 65535) + 1
    while (this.waiting[this.lastId])
    return this.lastId
  }

  private send(bytes: Uint8Array): void {
    if (this.over) return
    this.sent = Date.now()
    try {
      this.socket.send(bytes)
    } catch (thrown) {
      this.end(new ChatError('connection_lost', `the socket does not send: ${thrown}`))
    }
  }

  // The timer runs through; that something was heard and sent is looked at when it fires. Phones pause timers in the
  // background: one that fires late finds out at once. The server wants to hear something too [MQTT5-3.1.2-20].
  private watchOver(): void {
    clearTimeout(this.timer)
    if (this.over) return
    const quiet = Date.now() - Math.min(this.heard, this.sent)
    const left = this.options.keepAlive * 1000 - quiet
    if (left <= 0) this.probe()
    this.timer = setTimeout(() => this.watchOver(), Math.max(left, 1000))
  }

  private end(err: ChatError): void {
    if (this.over) return
    const entering = this.entering
    this.finish(err)
    if (!entering) this.events.ended(err)
  }

  private finish(err: ChatError, entering = this.entering): void {
    this.over = true
    clearTimeout(this.timer)
    clearTimeout(this.pinging)
    if (this.socket) this.socket.close()
    this.entering = undefined
    if (entering) entering.reject(err)
    const waiting = this.waiting
    this.waiting = {}
    Object.keys(waiting).forEach((id) => waiting[Number(id)].reject(err))
  }
}
