import { addRoomAdmin, allowInRoom, banFromRoom, disallowInRoom, listRoomMembers, listRoomUsers, muteInRoom, muteRoom, removeRoomAdmin, removeRoomMember, unbanFromRoom, unmuteInRoom, unmuteRoom } from '../../api/routes'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'
import { allOf, pageOf } from '../paging'
import { usersOf } from './group-members'

type Only = 'admin' | 'allowed' | 'muted' | 'banned'

// Older and newer code name the room differently.
const roomOf = (options: JSONObject): string => options.chatRoomId || options.roomId || options.chatroomId

/** Who is in a chatroom, who may write there, and who may not come in. */
export const roomMemberMethods = (face: Face) => {
  const users = (room: string, only: Only) => allOf((cursor) => face.call(listRoomUsers, room, { cursor, only, limit: 1000 }).then((page) => ({ items: page.users, next: page.next })))
  const each = async (options: JSONObject, change: (room: string, user: string) => Promise<unknown>) => {
    const named = options.userName ? [options.userName as string] : usersOf(options)
    for (const user of named) await change(roomOf(options), user)
    return answer(named.map((user) => ({ user, result: true, id: roomOf(options) })))
  }
  const members = (room: string) => allOf((cursor) => face.call(listRoomMembers, room, { cursor, limit: 1000 }).then((page) => ({ items: page.members, next: page.next })))
  // Only who manages a room may list its users; who is in it sees who else is.
  const one = async (options: JSONObject) => (await members(roomOf(options))).filter((member) => member.user === (options.userName || face.me))[0]
  return {
    /** A page of who is in it; pages are numbered from 1. */
    async listChatRoomMembers(options: JSONObject) {
      const { pageNum = 1, pageSize = 20 } = options
      const members = await pageOf((cursor) => face.call(listRoomMembers, roomOf(options), { cursor, limit: 1000 }).then((page) => ({ items: page.members, next: page.next })), Number(pageNum), Number(pageSize), 1)
      return { ...answer(members.map((one) => (one.role === 'owner' ? { owner: one.user } : { member: one.user }))), count: members.length }
    },
    async getChatRoomAdmin(options: JSONObject) {
      return answer((await users(roomOf(options), 'admin')).map((one) => one.user))
    },
    async setChatRoomAdmin(options: JSONObject) {
      await each(options, (room, user) => face.call(addRoomAdmin, room, user))
      return answer({ newadmin: options.username, result: 'success' })
    },
    async removeChatRoomAdmin(options: JSONObject) {
      await each(options, (room, user) => face.call(removeRoomAdmin, room, user))
      return answer({ oldadmin: options.username, result: 'success' })
    },
    /** Puts users out; they may come back. */
    async removeChatRoomMember(options: JSONObject) {
      return each(options, (room, user) => face.call(removeRoomMember, room, user))
    },
    async removeChatRoomMembers(options: JSONObject) {
      return each(options, (room, user) => face.call(removeRoomMember, room, user))
    },
    /** Mutes users for some milliseconds; -1 is without end. */
    async muteChatRoomMember(options: JSONObject) {
      const { muteDuration } = options
      const seconds = muteDuration && muteDuration > 0 ? Math.max(1, Math.round(muteDuration / 1000)) : undefined
      return each(options, (room, user) => face.call(muteInRoom, room, user, seconds ? { seconds } : undefined))
    },
    async unmuteChatRoomMember(options: JSONObject) {
      return each(options, (room, user) => face.call(unmuteInRoom, room, user))
    },
    async getChatRoomMutelist(options: JSONObject) {
      return answer((await users(roomOf(options), 'muted')).map((one) => ({ user: one.user, expire: one.muted_until })))
    },
    async isInChatRoomMutelist(options: JSONObject) {
      const me = await one(options)
      return answer(!!me && me.muted_until !== undefined)
    },
    async blockChatRoomMember(options: JSONObject) {
      return each(options, (room, user) => face.call(banFromRoom, room, user))
    },
    async blockChatRoomMembers(options: JSONObject) {
      return each(options, (room, user) => face.call(banFromRoom, room, user))
    },
    async unblockChatRoomMember(options: JSONObject) {
      return each(options, (room, user) => face.call(unbanFromRoom, room, user))
    },
    async unblockChatRoomMembers(options: JSONObject) {
      return each(options, (room, user) => face.call(unbanFromRoom, room, user))
    },
    async getChatRoomBlocklist(options: JSONObject) {
      return answer((await users(roomOf(options), 'banned')).map((one) => one.user))
    },
    /** Mutes all but the owner, the admins and the allowlist. */
    async disableSendChatRoomMsg(options: JSONObject) {
      return answer({ mute: (await face.call(muteRoom, roomOf(options))).muted })
    },
    async enableSendChatRoomMsg(options: JSONObject) {
      return answer({ mute: (await face.call(unmuteRoom, roomOf(options))).muted })
    },
    async addUsersToChatRoomAllowlist(options: JSONObject) {
      return each(options, (room, user) => face.call(allowInRoom, room, user))
    },
    async removeChatRoomAllowlistMember(options: JSONObject) {
      return each(options, (room, user) => face.call(disallowInRoom, room, user))
    },
    async getChatRoomAllowlist(options: JSONObject) {
      return answer((await users(roomOf(options), 'allowed')).map((one) => one.user))
    },
    async isInChatRoomAllowlist(options: JSONObject) {
      const found = await one(options)
      return answer({ white: !!found && !!found.allowed })
    },
  }
}
