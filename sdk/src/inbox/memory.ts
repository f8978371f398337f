import type { Storage } from '../host/host'
import { parsed } from '../parsed'

interface Kept {
  cursor?: string
  /** Up to which seq a conversation was told to the app. */
  last: { [conversation: string]: number }
  /** Hashes of the newest events that were told: sync brings them again. */
  events: string[]
}

// As many as one answer of sync holds.
const eventsMost = 500

/**
 * What the inbox knows beyond the end of the app: the cursor of `sync`, and what the app was told since.
 */
export class Memory {
  private kept: Kept = { last: {}, events: [] }
  private writing = false
  private dirty = false

  constructor(
    private storage: Storage,
    private key: string,
    private failed: (thrown: unknown) => void,
  ) {}

  async load(): Promise<void> {
    const text = await this.storage.get(this.key)
    const kept = parsed<Kept>(text)
    if (kept && kept.last && kept.events) this.kept = kept
  }

  get cursor(): string | undefined {
    return this.kept.cursor
  }

  /** Up to which seq the conversation was told; undefined when it is unknown. */
  last(conversation: string): number | undefined {
    return this.kept.last[conversation]
  }

  told(conversation: string, seq: number): void {
    if (seq <= this.kept.last[conversation]) return
    this.kept.last[conversation] = seq
    this.save()
  }

  /** Tells whether an event is new, and keeps it. */
  newEvent(event: string): boolean {
    const hash = hashOf(event)
    if (this.kept.events.indexOf(hash) >= 0) return false
    this.kept.events.push(hash)
    if (this.kept.events.length > eventsMost) this.kept.events.shift()
    this.save()
    return true
  }

  /** All up to a cursor has been told. */
  reached(cursor: string): void {
    if (cursor === this.kept.cursor) return
    this.kept.cursor = cursor
    this.save()
  }

  /** The server knows nothing of what was told: it was set back to an earlier time. */
  forget(): void {
    this.kept = { last: {}, events: [] }
    this.save()
  }

  // Many changes in one go are one write. What is not written when the app ends is told once more.
  private async save(): Promise<void> {
    this.dirty = true
    if (this.writing) return
    this.writing = true
    while (this.dirty) {
      await Promise.resolve()
      this.dirty = false
      try {
        await this.storage.set(this.key, JSON.stringify(this.kept))
      } catch (thrown) {
        this.failed(thrown)
      }
    }
    this.writing = false
  }
}

// FNV-1a: short, and good enough to tell some hundred events apart.
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}
