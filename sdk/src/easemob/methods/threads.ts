import { createThread, dismissThread, getThread, joinThread, lastOfThreads, leaveThread, listGroupThreads, listThreadMembers, listThreads, removeFromThread, renameThread } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject, Message } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'

type Thread = components['schemas']['Thread']

/** A page of threads. */
export interface Page {
  parentId?: string
  cursor?: string
  pageSize?: number
}

/** A thread in the words of the old API. */
export function threadOf(thread: Thread): JSONObject {
  const { id, name, owner, group, message, created, members, messages } = thread
  return { id, name, owner, parentId: group, groupId: group, messageId: message, msgId: message, created, createTimestamp: created, timestamp: created, affiliationsCount: members || 0, messageCount: messages || 0 }
}

/** Threads of groups: small conversations that hang from a message. Messages go to them by `isChatThread` and their id. */
export const threadMethods = (face: Face) => {
  // From now on, messages of the thread are known as such.
  const known = (thread: Thread): JSONObject => (face.threads[thread.id] = threadOf(thread))
  const listed = ({ threads, next }: { threads: Thread[]; next?: string }) => {
    const entities = threads.map(known)
    return { ...answer(entities), entities, properties: { cursor: next || '' } }
  }
  const asked = ({ cursor, pageSize = 20 }: Page) => ({ cursor: cursor || undefined, limit: Math.min(pageSize, 100) })
  return {
    async createChatThread({ parentId, name, messageId }: { parentId: string; name: string; messageId: string }) {
      const { seq } = await face.ids.find(`group/${parentId}`, messageId)
      const thread = await face.call(createThread, parentId, { seq, name })
      known(thread)
      return answer({ chatThreadId: thread.id })
    },
    async joinChatThread({ chatThreadId }: { chatThreadId: string }) {
      return answer({ status: 'ok', detail: known(await face.call(joinThread, chatThreadId)) })
    },
    async leaveChatThread({ chatThreadId }: { chatThreadId: string }) {
      await face.leaving(chatThreadId, face.call(leaveThread, chatThreadId))
      return answer({ status: 'ok' })
    },
    async destroyChatThread({ chatThreadId }: { chatThreadId: string }) {
      await face.leaving(chatThreadId, face.call(dismissThread, chatThreadId))
      return answer({ status: 'ok' })
    },
    async changeChatThreadName({ chatThreadId, name }: { chatThreadId: string; name: string }) {
      return answer({ name: known(await face.call(renameThread, chatThreadId, { name })).name })
    },
    async getChatThreadMembers({ chatThreadId, ...page }: { chatThreadId: string } & Page) {
      const { members, next } = await face.call(listThreadMembers, chatThreadId, asked(page))
      return { ...answer({ affiliations: members.map((one) => one.user) }), properties: { cursor: next || '' } }
    },
    async removeChatThreadMember({ chatThreadId, username }: { chatThreadId: string; username: string }) {
      await face.call(removeFromThread, chatThreadId, username)
      return answer({ result: true, user: username })
    },
    /** The threads that one is in, of one group or of all. */
    async getJoinedChatThreads({ parentId, ...page }: Page = {}) {
      return listed(await face.call(listThreads, { ...asked(page), group: parentId }))
    },
    /** The threads of a group. */
    async getChatThreads({ parentId, ...page }: Page & { parentId: string }) {
      return listed(await face.call(listGroupThreads, parentId, asked(page)))
    },
    async getChatThreadLastMessage({ chatThreadIds }: { chatThreadIds: string[] }) {
      const { threads } = await face.call(lastOfThreads, { threads: chatThreadIds })
      const entities = await Promise.all(threads.map(async ({ thread, last }) => ({ chatThreadId: thread, lastMessage: last ? await face.modern(`group/${thread}`, last as Message) : {} })))
      return { ...answer(entities), entities }
    },
    async getChatThreadDetail({ chatThreadId }: { chatThreadId: string }) {
      return answer(known(await face.call(getThread, chatThreadId)))
    },
  }
}
