import { acceptContact, addContact, blockUser, changeContact, declineContact, listBlocks, listContacts, removeContact, unblockUser } from '../../api/routes'
import { answer } from '../answering'
import type { Face } from '../face'
import { allOf } from '../paging'

/** Contacts and the blocklist. */
export const contactMethods = (face: Face) => {
  const contacts = (cursor?: string) => face.call(listContacts, { cursor, limit: 1000 }).then((page) => ({ items: page.contacts, next: page.next }))
  const named = (value: string | { to?: string; userId?: string; from?: string }): string => (typeof value === 'string' ? value : value.to || value.userId || value.from || '')
  return {
    /** The ids of all contacts; `success` of older code gets `[{name, subscription}]`. */
    async getContacts(_callbacks?: object) {
      return answer((await allOf(contacts)).map((one) => one.user))
    },
    /** All contacts with their remarks. */
    async getAllContacts() {
      return answer((await allOf(contacts)).map((one) => ({ userId: one.user, remark: one.remark || '' })))
    },
    /** A page of contacts with their remarks. */
    async getContactsWithCursor({ pageSize = 20, cursor }: { pageSize?: number; cursor?: string } = {}) {
      const page = await face.call(listContacts, { limit: pageSize, cursor: cursor || undefined })
      return answer({ contacts: page.contacts.map((one) => ({ userId: one.user, remark: one.remark || '' })), cursor: page.next || '' })
    },
    /** Asks a user to be a contact; the text says why. */
    async addContact(to: string | { to: string; message?: string }, text?: string) {
      await face.call(addContact, { user: named(to), text: text || (typeof to === 'object' ? to.message : undefined) })
    },
    /** Ends it for both. */
    async deleteContact(to: string | { to: string }) {
      await face.call(removeContact, named(to))
    },
    async acceptContactInvite(from: string | { from: string }) {
      await face.call(acceptContact, named(from))
    },
    async declineContactInvite(from: string | { from: string }) {
      await face.call(declineContact, named(from))
    },
    /** Names a contact for oneself. */
    async setContactRemark({ userId, remark }: { userId: string; remark: string }) {
      await face.call(changeContact, userId, { remark })
      return answer({ userId, remark })
    },
    /** The ids of all whom one blocks. */
    async getBlocklist(_callbacks?: object) {
      const blocked = await allOf((cursor) => face.call(listBlocks, { cursor, limit: 1000 }).then((page) => ({ items: page.blocks, next: page.next })))
      return answer(blocked.map((one) => one.user))
    },
    async addUsersToBlocklist({ name }: { name: string | string[] }) {
      for (const user of ([] as string[]).concat(name)) await face.call(blockUser, user)
    },
    async removeUserFromBlocklist({ name }: { name: string | string[] }) {
      for (const user of ([] as string[]).concat(name)) await face.call(unblockUser, user)
    },
  }
}
