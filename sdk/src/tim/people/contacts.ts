import { listContacts } from '../../api/routes'
import type { components } from '../../api/schema'
import type { Face } from '../face'
import { all } from '../pages'

export type Contact = components['schemas']['Contact']

/** The user's friends, and what he keeps of them. */
export const contacts = (face: Face): Promise<Contact[]> =>
  all(
    (cursor) => face.call(listContacts, { cursor, limit: 1000 }),
    (page) => page.contacts,
  )
