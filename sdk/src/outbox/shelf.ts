import { ChatError } from '../errors'
import type { Storage } from '../host/host'
import { parsed } from '../parsed'
import type { Entry } from './entry'

/** Where the entries are: from `first` on, up to but without `next`. */
interface Range {
  first: number
  next: number
}

/**
 * Keeps entries in the host's storage, each under a key of its own: what is written does not grow with what waits. A
 * small record says from where to where the keys go; those between that are missing were sent.
 */
export class Shelf {
  private first = 1
  private next = 1
  private work: Promise<unknown> = Promise.resolve()
  private kept: { [n: number]: boolean } = {}

  /** `prefix` is that of the keys: of a user of an app. */
  constructor(
    private storage: Storage,
    private prefix: string,
  ) {}

  /** The entries that an earlier run left, in their order. */
  load(): Promise<Entry[]> {
    return this.inTurn(async () => {
      const range = parsed<Range>(await this.storage.get(this.prefix)) || { first: 1, next: 1 }
      this.first = range.first
      this.next = range.next
      const found: Entry[] = []
      for (let n = this.first; n < range.next; n++) {
        const entry = parsed<Entry>(await this.storage.get(this.key(n)))
        if (!entry) continue
        this.kept[n] = true
        found.push(entry)
      }
      return found
    })
  }

  /** Keeps an entry, and gives it its place. When it resolves, the entry outlives the app; rejects with `storage_failed`. */
  put(entry: Entry): Promise<void> {
    return this.inTurn(async () => {
      entry.n = this.next++
      // The range first: a key outside of it would never be found again.
      await this.storage.set(this.prefix, JSON.stringify({ first: this.first, next: this.next }))
      await this.storage.set(this.key(entry.n), JSON.stringify(entry))
      this.kept[entry.n] = true
    })
  }

  /** Forgets an entry. */
  remove(n: number): Promise<void> {
    return this.inTurn(async () => {
      if (!this.kept[n]) return
      delete this.kept[n]
      await this.storage.remove(this.key(n))
      while (this.first < this.next && !this.kept[this.first]) this.first++
    })
  }

  private key(n: number): string {
    return `${this.prefix}/${n}`
  }

  // One after the other, whatever the storage takes its time for.
  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.work.then(task).catch((thrown) => {
      throw new ChatError('storage_failed', `the host's storage failed: ${(thrown && thrown.errMsg) || thrown}`)
    })
    this.work = done.catch(() => {})
    return done
  }
}
