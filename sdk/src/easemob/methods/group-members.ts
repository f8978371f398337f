import { acceptInvite, acceptRequest, addAdmin, addMembers, changeMember, declineInvite, declineRequest, getMember, joinGroup, leaveGroup, listMembers, removeAdmin, removeMember, removeMembers } from '../../api/routes'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import { asEasemobError } from '../errors'
import type { Face } from '../face'
import { allOf, pageOf } from '../paging'

/** Which one. */
export interface Of {
  groupId: string
}

// The old API gives lists of users by `users` or `username`, in lists or one by one.
export const usersOf = (options: JSONObject): string[] => ([] as string[]).concat(options.users || options.usernames || options.username || options.userIds || [])

// Of members too many are said otherwise than of anything else.
const full = (thrown: unknown): never => {
  throw asEasemobError(thrown, (thrown as { code?: string }).code === 'too_many' ? 'GROUP_MEMBERS_FULL' : undefined)
}

/** Who is in a group, and how one gets there. */
export const groupMemberMethods = (face: Face) => {
  const done = (groupId: string, action: string) => (user: string) => ({ user, result: true, action, groupid: groupId, reason: '' })
  return {
    /** A page of members; pages are numbered from 1. */
    async listGroupMembers({ groupId, pageNum = 1, pageSize = 20 }: Of & { pageNum?: number; pageSize?: number }) {
      const members = await pageOf((cursor) => face.call(listMembers, groupId, { cursor, limit: 1000 }).then((page) => ({ items: page.members, next: page.next })), Number(pageNum), Number(pageSize), 1)
      return { ...answer(members.map((one) => (one.role === 'owner' ? { owner: one.user } : { member: one.user }))), count: members.length }
    },
    /** Members with their roles, by cursor. */
    async getGroupMembers({ groupId, cursor, limit = 50 }: Of & { cursor?: string; limit?: number }) {
      const page = await face.call(listMembers, groupId, { cursor: cursor || undefined, limit })
      return answer({ members: page.members.map((one) => ({ userId: one.user, role: one.role, joinedTime: one.joined })), cursor: page.next || '' })
    },
    async getGroupAdmin({ groupId }: Of) {
      const admins = await allOf((cursor) => face.call(listMembers, groupId, { cursor, role: 'admin' }).then((page) => ({ items: page.members, next: page.next })))
      return answer(admins.map((one) => one.user))
    },
    async setGroupAdmin({ groupId, username }: Of & { username: string }) {
      await face.call(addAdmin, groupId, username)
      return answer({ newadmin: username, result: 'success' })
    },
    async removeGroupAdmin({ groupId, username }: Of & { username: string }) {
      await face.call(removeAdmin, groupId, username)
      return answer({ oldadmin: username, result: 'success' })
    },
    /** Adds users, or invites them where the group asks for their consent. */
    async inviteUsersToGroup({ groupId, ...options }: Of & JSONObject) {
      const users = usersOf(options)
      await face.call(addMembers, groupId, { members: users }).catch(full)
      return answer(users.map(done(groupId, 'invite')))
    },
    /** Joins, or asks to: then onGroupEvent tells the admins, and what came of it. */
    async joinGroup({ groupId, message }: Of & { message?: string }) {
      const { state } = await face.call(joinGroup, groupId, message ? { text: message } : undefined).catch(full)
      return answer({ result: true, state, user: face.me, id: groupId, action: state === 'joined' ? 'add_member' : 'apply' })
    },
    async leaveGroup({ groupId }: Of) {
      await face.leaving(groupId, face.call(leaveGroup, groupId))
      return answer({ result: true })
    },
    /** Lets in who asked. */
    async acceptGroupJoinRequest({ groupId, applicant }: Of & { applicant: string }) {
      await face.call(acceptRequest, groupId, applicant)
      return answer({ user: applicant, groupid: groupId, result: true, action: 'add_member' })
    },
    async rejectGroupJoinRequest({ groupId, applicant, reason }: Of & { applicant: string; reason?: string }) {
      await face.call(declineRequest, groupId, applicant, reason ? { text: reason } : undefined)
      return answer({ user: applicant, groupid: groupId, result: true, action: 'decline' })
    },
    async acceptGroupInvite({ groupId }: Of & { invitee?: string }) {
      await face.call(acceptInvite, groupId)
      return answer({ user: face.me, groupid: groupId, result: true, action: 'add_member' })
    },
    async rejectGroupInvite({ groupId, reason }: Of & { invitee?: string; reason?: string }) {
      await face.call(declineInvite, groupId, reason ? { text: reason } : undefined)
      return answer({ user: face.me, groupid: groupId, result: true, action: 'decline' })
    },
    async removeGroupMember({ groupId, username }: Of & { username: string }) {
      await face.call(removeMember, groupId, username)
      return answer(done(groupId, 'remove_member')(username))
    },
    async removeGroupMembers({ groupId, ...options }: Of & JSONObject) {
      const users = usersOf(options)
      await face.call(removeMembers, groupId, { members: users })
      return answer(users.map(done(groupId, 'remove_member')))
    },
    /** Sets attributes of a member: one's own, or as an admin anybody's. An empty value takes one away. */
    async setGroupMemberAttributes({ groupId, userId, memberAttributes }: Of & { userId: string; memberAttributes: { [name: string]: string } }) {
      const { attributes } = await face.call(getMember, groupId, userId)
      const next: JSONObject = { ...(attributes as JSONObject), ...memberAttributes }
      Object.keys(next).forEach((name) => next[name] === '' && delete next[name])
      await face.call(changeMember, groupId, userId, { attributes: next })
      return answer(next)
    },
    async getGroupMemberAttributes({ groupId, userId }: Of & { userId: string }) {
      return answer(((await face.call(getMember, groupId, userId)).attributes || {}) as JSONObject)
    },
    /** Attributes of several members; all, or those that are named. */
    async getGroupMembersAttributes({ groupId, userIds, keys }: Of & { userIds: string[]; keys?: string[] }) {
      const found: JSONObject = {}
      for (const user of userIds) {
        const all = ((await face.call(getMember, groupId, user)).attributes || {}) as JSONObject
        found[user] = keys && keys.length > 0 ? keys.reduce((some, key) => (all[key] === undefined ? some : { ...some, [key]: all[key] }), {}) : all
      }
      return answer(found)
    },
  }
}
