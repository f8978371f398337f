import { allowMember, banFromGroup, disallowMember, getFile, getMember, listGroupBans, listGroupFiles, listMembers, muteGroup, muteMember, shareFile, unbanFromGroup, unmuteGroup, unmuteMember, unshareFile } from '../../api/routes'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'
import { allOf, pageOf } from '../paging'
import { usersOf } from './group-members'
import { sendingMethods } from './sending'

/** Which one. */
export interface Of {
  groupId: string
}

/** Who may write in a group and who may not come in; its shared files. */
export const groupRuleMethods = (face: Face) => {
  const members = (group: string, only: { muted?: boolean; allowed?: boolean }) => allOf((cursor) => face.call(listMembers, group, { cursor, limit: 1000, ...only }).then((page) => ({ items: page.members, next: page.next })))
  const each = async (users: string[], change: (user: string) => Promise<unknown>) => {
    for (const user of users) await change(user)
    return answer(users.map((user) => ({ user, result: true })))
  }
  return {
    /** Mutes members for some milliseconds; -1 is without end. */
    async muteGroupMember({ groupId, muteDuration, ...options }: Of & { muteDuration?: number } & JSONObject) {
      const seconds = muteDuration && muteDuration > 0 ? Math.max(1, Math.round(muteDuration / 1000)) : undefined
      return each(usersOf(options), (user) => face.call(muteMember, groupId, user, seconds ? { seconds } : undefined))
    },
    async unmuteGroupMember({ groupId, ...options }: Of & JSONObject) {
      return each(usersOf(options), (user) => face.call(unmuteMember, groupId, user))
    },
    async getGroupMutelist({ groupId }: Of) {
      return answer((await members(groupId, { muted: true })).map((one) => ({ user: one.user, expire: one.muted_until })))
    },
    async isInGroupMutelist({ groupId }: Of) {
      return answer((await face.call(getMember, groupId, face.me)).muted_until !== undefined)
    },
    /** Mutes all but the owner, the admins and the allowlist. */
    async disableSendGroupMsg({ groupId }: Of) {
      return answer({ mute: (await face.call(muteGroup, groupId)).muted })
    },
    async enableSendGroupMsg({ groupId }: Of) {
      return answer({ mute: (await face.call(unmuteGroup, groupId)).muted })
    },
    async addUsersToGroupAllowlist({ groupId, ...options }: Of & JSONObject) {
      return each(usersOf(options), (user) => face.call(allowMember, groupId, user))
    },
    async removeGroupAllowlistMember({ groupId, userName, ...options }: Of & JSONObject) {
      return each(userName ? [userName] : usersOf(options), (user) => face.call(disallowMember, groupId, user))
    },
    async getGroupAllowlist({ groupId }: Of) {
      return answer((await members(groupId, { allowed: true })).map((one) => one.user))
    },
    async isInGroupAllowlist({ groupId, userName }: Of & { userName?: string }) {
      return answer({ white: !!(await face.call(getMember, groupId, userName || face.me)).allowed })
    },
    async blockGroupMember({ groupId, username }: Of & { username: string }) {
      return each([username], (user) => face.call(banFromGroup, groupId, user))
    },
    async blockGroupMembers({ groupId, ...options }: Of & JSONObject) {
      return each(usersOf(options), (user) => face.call(banFromGroup, groupId, user))
    },
    async unblockGroupMember({ groupId, username }: Of & { username: string }) {
      return each([username], (user) => face.call(unbanFromGroup, groupId, user))
    },
    async unblockGroupMembers({ groupId, ...options }: Of & JSONObject) {
      return each(usersOf(options), (user) => face.call(unbanFromGroup, groupId, user))
    },
    async getGroupBlocklist({ groupId }: Of) {
      const bans = await allOf((cursor) => face.call(listGroupBans, groupId, { cursor, limit: 1000 }).then((page) => ({ items: page.bans, next: page.next })))
      return answer(bans.map((one) => one.user))
    },
    /** Uploads a file and shares it with the group. */
    async uploadGroupSharedFile({ groupId, file, ...told }: Of & { file: JSONObject | string } & JSONObject) {
      const uploaded = await sendingMethods(face).uploadFile({ ...told, file })
      const entity = uploaded.entities[0]
      const shared = await face.call(shareFile, groupId, { file: entity.uuid, name: told.filename || entity.name || undefined })
      return answer({ file_id: shared.file, file_name: shared.name, file_owner: shared.by, file_size: shared.size, created: shared.created, file_url: uploaded.url })
    },
    async deleteGroupSharedFile({ groupId, fileId }: Of & { fileId: string }) {
      await face.call(unshareFile, groupId, fileId)
      return answer({ file_id: fileId, group_id: groupId, result: true })
    },
    /** A page of shared files; pages are numbered from 1. */
    async getGroupSharedFilelist({ groupId, pageNum = 1, pageSize = 20 }: Of & { pageNum?: number; pageSize?: number }) {
      const files = await pageOf((cursor) => face.call(listGroupFiles, groupId, { cursor, limit: 1000 }).then((page) => ({ items: page.files, next: page.next })), Number(pageNum), Number(pageSize), 1)
      return answer(files.map((one) => ({ file_id: one.file, file_name: one.name, file_owner: one.by || '', file_size: one.size, created: one.created })))
    },
    /** The address of a shared file: load it as the host loads files. */
    async downloadGroupSharedFile({ fileId, onFileDownloadComplete }: Of & { fileId: string; onFileDownloadComplete?: (file: { url: string }) => void }) {
      const { url } = await face.call(getFile, fileId)
      if (onFileDownloadComplete) onFileDownloadComplete({ url })
      return answer({ url })
    },
  }
}
