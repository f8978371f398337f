/** All that is in pages which are linked by a cursor. */
export async function all<Page extends { next?: string }, Item>(read: (cursor: string | undefined) => Promise<Page>, items: (page: Page) => Item[], most = Infinity): Promise<Item[]> {
  const found: Item[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    found.push(...items(page))
    cursor = page.next
  } while (cursor && found.length < most)
  return found
}
