import type { SocketEvents } from './host'

/**
 * Holds a host to the promises of SocketEvents: nothing after `closed`, `closed` once, nothing at all after `silence`.
 */
export class Told implements SocketEvents {
  private over = false

  constructor(private to: SocketEvents) {}

  opened(): void {
    if (!this.over) this.to.opened()
  }

  received(bytes: Uint8Array): void {
    if (!this.over) this.to.received(bytes)
  }

  closed(why: string): void {
    if (this.over) return
    this.over = true
    this.to.closed(why)
  }

  /** Whoever listens has closed the socket and wants to hear no more. */
  silence(): void {
    this.over = true
  }
}
