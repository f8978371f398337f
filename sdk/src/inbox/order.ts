/** A conversation's messages in the order of their `seq`, each once: those that come too early wait. */
export class Order<T> {
  private early: { [seq: number]: T } = {}

  /** `last` is the seq up to which all is known. */
  constructor(public last: number) {}

  /** Takes what came, and gives what is in order now. What is known already gives nothing. */
  take(seq: number, item: T): T[] {
    if (seq <= this.last) return []
    if (!(seq in this.early)) this.early[seq] = item
    return this.follow()
  }

  /** What waits at a seq is no longer as it was. */
  replace(seq: number, item: T): void {
    if (seq in this.early) this.early[seq] = item
  }

  /** Nothing before `seq` is to be waited for. Gives what is in order now. */
  skip(seq: number): T[] {
    const skipped = this.seqs().filter((early) => early < seq)
    const items = skipped.map((early) => this.early[early])
    skipped.forEach((early) => delete this.early[early])
    this.last = Math.max(this.last, seq - 1)
    return items.concat(this.follow())
  }

  /** The smallest seq that waits for one before it, or undefined. */
  get waiting(): number | undefined {
    return this.seqs()[0]
  }

  private follow(): T[] {
    const ready: T[] = []
    while (this.last + 1 in this.early) {
      this.last++
      ready.push(this.early[this.last])
      delete this.early[this.last]
    }
    return ready
  }

  private seqs(): number[] {
    return Object.keys(this.early)
      .map(Number)
      .sort((a, b) => a - b)
  }
}
