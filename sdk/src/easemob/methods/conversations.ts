import { changeConversation, clearConversation, getConversation, listConversations } from '../../api/routes'
import type { Conversation, JSONObject, Message } from '../../message'
import { addressOf, type ChatType, chatTypeOf, idOf } from '../address'
import { answer } from '../answering'
import type { Face } from '../face'
import { allOf } from '../paging'

/** A conversation as the old API names it. */
export interface Named {
  conversationId: string
  conversationType: ChatType
}

// The server gives so many at once.
const most = 100

/** The list of conversations. */
export const conversationMethods = (face: Face) => {
  const page = async (cursor: string | undefined, limit: number) => {
    const { conversations, next } = await face.call(listConversations, { cursor: cursor || undefined, limit: Math.min(limit, most) })
    return { items: conversations as Conversation[], next }
  }
  const everything = () => allOf((cursor) => page(cursor, most))
  const shown = async (one: Conversation): Promise<JSONObject> => ({
    conversationId: idOf(one.conversation),
    conversationType: chatTypeOf(one.conversation),
    isPinned: !!one.pinned,
    pinnedTime: one.pinned ? one.active : 0,
    unReadCount: one.unread,
    lastMessage: await lastOf(face, one),
    marks: (one.marks || []).map((mark) => (/^\d+$/.test(mark) ? Number(mark) : mark)),
  })
  const several = async (list: Conversation[], cursor = '') => answer({ conversations: await Promise.all(list.map(shown)), cursor })
  const mark = async (conversations: Named[], change: (marks: string[]) => string[]) => {
    for (const { conversationId, conversationType } of conversations) {
      const conversation = addressOf(conversationType, conversationId)
      const { marks = [] } = await face.call(getConversation, conversation)
      await face.call(changeConversation, conversation, { marks: change(marks) })
    }
  }
  return {
    /** A page of conversations, the latest active first. */
    async getServerConversations({ pageSize = 20, cursor = '' }: { pageSize?: number; cursor?: string } = {}) {
      const { items, next } = await page(cursor, pageSize)
      return several(items, next)
    },
    async getServerPinnedConversations(_options: { pageSize?: number; cursor?: string } = {}) {
      return several((await everything()).filter((one) => one.pinned))
    },
    /** Conversations with a mark. */
    async getServerConversationsByFilter({ filter }: { pageSize?: number; cursor?: string; filter: { mark: number | string } }) {
      return several((await everything()).filter((one) => (one.marks || []).indexOf(String(filter.mark)) >= 0))
    },
    /** All conversations, in the shape of older code. */
    async getConversationlist(_callbacks?: object) {
      const list = await everything()
      const infos = list.map(async (one) => ({ channel_id: idOf(one.conversation), unread_num: one.unread, lastMessage: await lastOf(face, one), meta: {} }))
      return answer({ channel_infos: await Promise.all(infos) })
    },
    /** Takes a conversation off the list; with `deleteRoam` its messages go too, for oneself. */
    async deleteConversation({ channel, chatType, deleteRoam }: { channel: string; chatType: ChatType; deleteRoam?: boolean }) {
      const conversation = addressOf(chatType, channel)
      if (deleteRoam) await face.call(clearConversation, conversation)
      else await face.call(changeConversation, conversation, { hidden: true })
      return answer({ result: 'ok' })
    },
    /** Lists a conversation before the others. */
    async pinConversation({ conversationId, conversationType, isPinned }: Named & { isPinned: boolean }) {
      const view = await face.call(changeConversation, addressOf(conversationType, conversationId), { pinned: isPinned })
      return answer({ isPinned: !!view.pinned, pinnedTime: view.pinned ? view.active : 0 })
    },
    async addConversationMark({ conversations, mark: one }: { conversations: Named[]; mark: number | string }) {
      await mark(conversations, (marks) => marks.filter((m) => m !== String(one)).concat(String(one)))
    },
    async removeConversationMark({ conversations, mark: one }: { conversations: Named[]; mark: number | string }) {
      await mark(conversations, (marks) => marks.filter((m) => m !== String(one)))
    },
    /** Deletes all messages and conversations, for oneself. */
    async deleteAllMessagesAndConversations() {
      for (const one of await everything()) await face.call(clearConversation, one.conversation)
    },
  }
}

async function lastOf(face: Face, one: Conversation): Promise<JSONObject | undefined> {
  const last = one.last as Message | undefined
  if (!last || ['event', 'none', 'recalled'].indexOf(last.type) >= 0) return undefined
  return face.modern(one.conversation, last)
}
