let last = 0

/** An id that no other message of the user has: digits alone, later ones are greater. */
export function uniqueId(): string {
  last = Math.max(Date.now(), last + 1)
  return `${last}${String(Math.floor(Math.random() * 1e6) + 1e6).slice(1)}`
}
