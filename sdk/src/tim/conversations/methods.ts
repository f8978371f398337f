import { changeConversation, clearConversation, deleteMessages, getConversation, markRead, setConversationDND } from '../../api/routes'
import type { Conversation, JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import type { TIMConversation } from '../objects'
import { totalOf } from './list'
import { groupsIn, markOfGroup, markOfType } from './marks'

type Failed = Array<{ conversationID: string; code: number; message: string }>

/** The methods about conversations. */
export const conversationMethods = (face: Face) => ({
  /** All, those that are named, or those that a filter lets pass. */
  async getConversationList(wanted?: string[] | { type?: string; markType?: number; groupName?: string; hasUnreadCount?: boolean; hasGroupAtInfo?: boolean }): Promise<{ conversationList: TIMConversation[]; isSyncCompleted: boolean }> {
    const list = await face.conversations.list()
    const conversationList = Array.isArray(wanted) ? list.filter((one) => wanted.indexOf(one.conversationID) >= 0) : wanted ? list.filter((one) => passes(one, wanted)) : list
    return { conversationList, isSyncCompleted: true }
  },

  async getConversationProfile(conversationID: string): Promise<{ conversation: TIMConversation }> {
    const system = (await face.conversations.list()).filter((one) => one.conversationID === conversationID)[0]
    if (system) return { conversation: system }
    const view = await begun(face, face.address(conversationID))
    return { conversation: await face.conversations.one(conversationID, view) }
  },

  getTotalUnreadMessageCount: async (): Promise<number> => totalOf(await face.conversations.list()),

  async setMessageRead({ conversationID }: { conversationID: string }): Promise<object> {
    if (conversationID === '@TIM#SYSTEM') {
      face.conversations.unreadNotices = 0
      face.conversations.changed()
    } else {
      await face.call(markRead, face.address(conversationID)).catch((thrown) => {
        // Where nothing was written, or is any more, nothing is unread.
        if (['not_found', 'no_such_group', 'no_such_room'].indexOf(thrown.code) < 0) throw thrown
      })
    }
    return {}
  },

  async setAllMessageRead({ scope = 'readAllMessage' }: { scope?: string } = {}): Promise<object> {
    const list = (await face.conversations.list()).filter((one) => one.unreadCount > 0)
    const meant = list.filter((one) => scope === 'readAllMessage' || one.type === (scope === 'readAllC2CMessage' ? 'C2C' : 'GROUP'))
    await Promise.all(meant.map((one) => conversationMethods(face).setMessageRead(one)))
    return {}
  },

  /** One by its ID; or several: `{conversationIDList, clearHistoryMessage}`. */
  async deleteConversation(what: string | { conversationIDList: string[]; clearHistoryMessage?: boolean }): Promise<JSONObject> {
    if (typeof what === 'string') {
      await remove(face, what, true)
      return { conversationID: what }
    }
    return each(what.conversationIDList, (id) => remove(face, id, what.clearHistoryMessage !== false))
  },

  async clearHistoryMessage(conversationID: string): Promise<JSONObject> {
    const address = face.address(conversationID)
    const { last_seq } = (await face.call(getConversation, address)) as Conversation
    if (last_seq > 0) await face.call(deleteMessages, address, { up_to: last_seq })
    return { conversationID }
  },

  async pinConversation({ conversationID, isPinned = true }: { conversationID: string; isPinned?: boolean }): Promise<JSONObject> {
    await face.call(changeConversation, face.address(conversationID), { pinned: isPinned })
    return { conversationID }
  },

  /** For `userIDList`, or for `groupID`. */
  async setMessageRemindType({ userIDList = [], groupID, messageRemindType }: { userIDList?: string[]; groupID?: string; messageRemindType: string }): Promise<JSONObject> {
    if (messageRemindType === 'Discard') throw new TIMError(60020, 'messages always arrive here; AcceptNotNotify keeps them quiet')
    const addresses = groupID ? [face.address(`GROUP${groupID}`)] : userIDList.map((user) => `user/${user}`)
    const quiet = messageRemindType === 'AcceptNotNotify'
    const done = await each(addresses, async (address) => {
      await face.call(setConversationDND, address, quiet ? { mode: 'none' } : {})
      face.conversations.setQuiet(address, quiet)
    })
    face.conversations.changed()
    return groupID ? { group: { groupID } } : { successUserIDList: userIDList.filter((user) => done.successConversationIDList.indexOf(`user/${user}`) >= 0), failureUserIDList: done.failureConversationIDList }
  },

  markConversation: ({ conversationIDList, markType, enableMark }: { conversationIDList: string[]; markType: number; enableMark: boolean }) =>
    each(conversationIDList, (id) => mark(face, id, (marks) => toggled(marks, markOfType(markType), enableMark))),

  /** A text of the app's own beside each, for this user alone. */
  setConversationCustomData: ({ conversationIDList, customData = '' }: { conversationIDList: string[]; customData?: string }) =>
    each(conversationIDList, async (id) => {
      const address = face.address(id)
      const { ext } = (await face.call(getConversation, address)) as Conversation
      const { customData: old, ...other } = (ext || {}) as JSONObject
      void old
      await face.call(changeConversation, address, { ext: customData ? { ...other, customData } : other })
    }),

  /** Kept on this device until it is logged out. */
  async setConversationDraft({ conversationID, draftText = '' }: { conversationID: string; draftText?: string }): Promise<object> {
    face.conversations.setDraft(conversationID, draftText)
    face.conversations.changed()
    return {}
  },
  ...groupsOfConversations(face),
})

const groupsOfConversations = (face: Face) => {
  const told = async () => {
    const groups = await names(face)
    face.events.emit('onConversationGroupListUpdated', groups)
  }
  const moved = (name: string, ids: string[], inside: boolean) => each(ids, (id) => mark(face, id, (marks) => toggled(marks, markOfGroup(name), inside)))
  const members = async (name: string) => (await face.conversations.list()).filter((one) => one.conversationGroupList.indexOf(name) >= 0).map((one) => one.conversationID)
  const inGroup = async (name: string) => {
    const list = await face.conversations.list()
    face.events.emit('onConversationInGroupUpdated', { groupName: name, conversationList: list.filter((one) => one.conversationGroupList.indexOf(name) >= 0) })
  }
  return {
    getConversationGroupList: async (): Promise<string[]> => names(face),
    async createConversationGroup({ conversationIDList, groupName }: { conversationIDList: string[]; groupName: string }) {
      const done = await moved(groupName, conversationIDList, true)
      await told()
      return done
    },
    async deleteConversationGroup(groupName: string) {
      await moved(groupName, await members(groupName), false)
      await told()
      return {}
    },
    async renameConversationGroup({ oldName, newName }: { oldName: string; newName: string }) {
      const ids = await members(oldName)
      await moved(newName, ids, true)
      await moved(oldName, ids, false)
      await told()
      return {}
    },
    async addConversationsToGroup({ conversationIDList, groupName }: { conversationIDList: string[]; groupName: string }) {
      const done = await moved(groupName, conversationIDList, true)
      await inGroup(groupName)
      return done
    },
    async deleteConversationsFromGroup({ conversationIDList, groupName }: { conversationIDList: string[]; groupName: string }) {
      const done = await moved(groupName, conversationIDList, false)
      await inGroup(groupName)
      return done
    },
  }
}

// A page of a chat is opened before its first message is written.
async function begun(face: Face, conversation: string): Promise<Conversation> {
  try {
    return (await face.call(getConversation, conversation)) as Conversation
  } catch (thrown) {
    const user = conversation.indexOf('user/') === 0 && (await face.people.get(conversation.slice(5)))
    if ((thrown as { code: string }).code !== 'not_found' || !user) throw thrown
    return { conversation, active: 0, first_seq: 1, last_seq: 0, read_seq: 0, unread: 0 }
  }
}

async function names(face: Face): Promise<string[]> {
  const all = (await face.client.conversations()).map((one) => groupsIn(one.marks))
  const flat = ([] as string[]).concat(...all)
  return flat.filter((name, i) => flat.indexOf(name) === i)
}

const toggled = (marks: string[], one: string, on: boolean): string[] => marks.filter((other) => other !== one).concat(on ? one : [])

async function mark(face: Face, conversationID: string, change: (marks: string[]) => string[]): Promise<void> {
  const address = face.address(conversationID)
  const { marks = [] } = (await face.call(getConversation, address)) as Conversation
  await face.call(changeConversation, address, { marks: change(marks) })
}

async function remove(face: Face, conversationID: string, clear: boolean): Promise<void> {
  if (conversationID === '@TIM#SYSTEM') {
    face.conversations.notices = []
    face.conversations.unreadNotices = 0
    face.conversations.changed()
  } else if (clear) await face.call(clearConversation, face.address(conversationID))
  else await face.call(changeConversation, face.address(conversationID), { hidden: true })
}

/** Does something to each, and tells which ones refused. */
async function each(ids: string[], act: (id: string) => Promise<void>): Promise<{ successConversationIDList: string[]; failureConversationIDList: Failed }> {
  const failed: Failed = []
  for (const id of ids) {
    await act(id).catch((thrown) => failed.push({ conversationID: id, code: 2802, message: (thrown as Error).message }))
  }
  return { successConversationIDList: ids.filter((id) => !failed.some((one) => one.conversationID === id)), failureConversationIDList: failed }
}

function passes(one: TIMConversation, wanted: { type?: string; markType?: number; groupName?: string; hasUnreadCount?: boolean; hasGroupAtInfo?: boolean }): boolean {
  return (
    (!wanted.type || one.type === wanted.type) &&
    (!wanted.markType || one.markList.indexOf(wanted.markType) >= 0) &&
    (!wanted.groupName || one.conversationGroupList.indexOf(wanted.groupName) >= 0) &&
    (!wanted.hasUnreadCount || one.unreadCount > 0) &&
    (!wanted.hasGroupAtInfo || one.groupAtInfoList.length > 0)
  )
}
