/** A page by number of a list that the server gives by cursor. Numbers begin with `first`. */
export async function pageOf<T>(read: (cursor: string | undefined) => Promise<{ items: T[]; next?: string }>, number: number, size: number, first: number): Promise<T[]> {
  const start = (Math.max(number, first) - first) * size
  const all: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    all.push(...page.items)
    cursor = page.next
  } while (cursor && all.length < start + size)
  return all.slice(start, start + size)
}

/** A whole list that the server gives by cursor. */
export async function allOf<T>(read: (cursor: string | undefined) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  return pageOf(read, 0, Number.MAX_SAFE_INTEGER, 0)
}
