/** Bounds of the pauses between attempts, in milliseconds. */
export interface BackoffOptions {
  first: number
  most: number
}

/**
 * How long to wait before the next attempt: a time at random up to a bound that doubles from `first` to `most`. Full
 * jitter: after an outage clients do not come all at once.
 */
export class Backoff {
  private attempt = 0

  constructor(
    private options: BackoffOptions = { first: 1000, most: 30000 },
    private random: () => number = Math.random,
  ) {}

  /** The next pause in milliseconds. */
  next(): number {
    const bound = Math.min(this.options.most, this.options.first * Math.pow(2, this.attempt))
    if (bound < this.options.most) this.attempt++
    return Math.round(this.random() * bound)
  }

  /** An attempt went well: the next pause is a short one again. */
  reset(): void {
    this.attempt = 0
  }
}
