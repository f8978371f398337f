import { changeGroup, createGroup, dismissGroup, getGroup, getMember, listGroups, listMembers, listPublicGroups, transferGroup } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'
import { pageOf } from '../paging'

type Group = components['schemas']['Group']

/** What a group may be made of. */
export interface NewGroupData {
  groupname: string
  desc?: string
  members?: string[]
  public?: boolean
  /** Who wants to join has to be let in. */
  approval?: boolean
  allowinvites?: boolean
  inviteNeedConfirm?: boolean
  maxusers?: number
  ext?: string
  avatar?: string
}

// `desc` and `custom` are texts of the old API; they stand in our `ext`.
const extOf = (group: Group): JSONObject => (group.ext as JSONObject) || {}

function wanted(data: Partial<NewGroupData>, before: JSONObject = {}): JSONObject {
  const change: JSONObject = { name: data.groupname, avatar: data.avatar, member_invites: data.allowinvites, invite_consent: data.inviteNeedConfirm, max_members: data.maxusers, public: data.public }
  if (data.public !== undefined || data.approval !== undefined) change.join = data.approval ? 'approval' : data.public === false ? 'closed' : 'free'
  if (data.desc !== undefined || data.ext !== undefined) {
    change.ext = { ...before }
    if (data.desc !== undefined) change.ext.description = data.desc
    if (data.ext !== undefined) change.ext.custom = data.ext
  }
  return change
}

/** A group in the words of the old API. */
function infoOf(group: Group): JSONObject {
  const { description = '', custom = '' } = extOf(group)
  return {
    id: group.id,
    name: group.name,
    avatar: group.avatar || '',
    description,
    custom,
    owner: group.owner,
    created: group.created,
    maxusers: group.max_members,
    affiliations_count: group.members,
    allowinvites: group.member_invites,
    invite_need_confirm: group.invite_consent,
    membersonly: group.join !== 'free',
    public: group.public,
    mute: group.muted,
    disabled: group.disabled,
    announcement: group.announcement || '',
  }
}

/** As it stands in lists: newer code reads `groupId`, older code `groupid`. */
function listed(group: Group, role?: string): JSONObject {
  const info = infoOf(group)
  return {
    groupId: group.id,
    groupid: group.id,
    groupName: group.name,
    groupname: group.name,
    description: info.description,
    public: group.public,
    approval: group.join === 'approval',
    allowInvites: group.member_invites,
    inviteNeedConfirm: group.invite_consent,
    maxUsers: group.max_members,
    disabled: group.disabled,
    affiliationsCount: group.members,
    owner: group.owner,
    created: group.created,
    avatar: group.avatar || '',
    ext: info.custom,
    ...(role ? { role, permission: role } : {}),
  }
}

/** Groups, as a whole. */
export const groupMethods = (face: Face) => {
  const mine = (cursor?: string) => face.call(listGroups, { cursor, limit: 1000 }).then((page) => ({ items: page.groups, next: page.next }))
  const joined = async ({ pageNum = 0, pageSize = 20, needRole }: { pageNum?: number; pageSize?: number; needAffiliations?: boolean; needRole?: boolean } = {}) => {
    const groups = await pageOf(mine, Number(pageNum), Number(pageSize), 0)
    const entities = await Promise.all(groups.map(async (group) => listed(group, needRole ? (await face.call(getMember, group.id, face.me)).role : undefined)))
    return { ...answer(entities), entities, count: entities.length }
  }
  const members = async (group: string) => {
    const page = await face.call(listMembers, group, { limit: 200 })
    return page.members.map((one) => (one.role === 'owner' ? { owner: one.user } : { member: one.user }))
  }
  return {
    async createGroup({ data }: { data: NewGroupData }) {
      const made = await face.call(createGroup, { ...wanted({ public: false, ...data }), name: data.groupname, members: data.members || [] })
      return answer({ groupid: made.id, groupId: made.id })
    },
    /** As `createGroup`; the answer is the group. */
    async createGroupVNext({ groupName, description, members: users, isPublic, needApprovalToJoin, allowMemberToInvite, inviteNeedConfirm, maxMemberCount, extension, avatar }: JSONObject) {
      const data = { groupname: groupName, desc: description, public: !!isPublic, approval: needApprovalToJoin, allowinvites: allowMemberToInvite, inviteNeedConfirm, maxusers: maxMemberCount, ext: extension, avatar }
      const made = await face.call(createGroup, { ...wanted(data), name: groupName, members: users || [] })
      return answer(listed(made))
    },
    /** A page of one's groups; pages are numbered from 0. */
    getJoinedGroups: joined,
    /** All of one's groups, or `limit` of them. */
    async getGroup({ limit }: { limit?: number } = {}) {
      return joined({ pageSize: limit || Number.MAX_SAFE_INTEGER })
    },
    /** What groups are, with up to 200 of their members. */
    async getGroupInfo({ groupId }: { groupId: string | string[] }) {
      const infos = ([] as string[]).concat(groupId).map(async (id) => ({ ...infoOf(await face.call(getGroup, id)), affiliations: await members(id) }))
      return answer(await Promise.all(infos))
    },
    async modifyGroup({ groupId, groupName, description, ext, avatar, ...more }: JSONObject) {
      const before = description !== undefined || ext !== undefined ? extOf(await face.call(getGroup, groupId)) : {}
      const changed = await face.call(changeGroup, groupId, wanted({ ...more, groupname: groupName, desc: description, ext, avatar }, before))
      const info = infoOf(changed)
      return answer({ groupname: groupName !== undefined, description: description !== undefined, ext: info.custom, name: info.name })
    },
    /** Public groups, by their name. */
    async listGroups({ limit = 20, cursor }: { limit?: number; cursor?: string } = {}) {
      const page = await face.call(listPublicGroups, { limit: Math.min(limit, 100), cursor: cursor || undefined })
      const groups = page.groups.map((group) => ({ groupid: group.id, groupId: group.id, groupname: group.name, groupName: group.name, affiliationsCount: group.members, owner: group.owner, avatar: group.avatar || '' }))
      return { ...answer(groups), cursor: page.next || '' }
    },
    async changeGroupOwner({ groupId, newOwner }: { groupId: string; newOwner: string }) {
      await face.call(transferGroup, groupId, { owner: newOwner })
      return answer({ newowner: true })
    },
    async destroyGroup({ groupId }: { groupId: string }) {
      await face.call(dismissGroup, groupId)
      return answer({ success: true, id: groupId, groupid: groupId })
    },
    async fetchGroupAnnouncement({ groupId }: { groupId: string }) {
      return answer({ announcement: (await face.call(getGroup, groupId)).announcement || '' })
    },
    async updateGroupAnnouncement({ groupId, announcement }: { groupId: string; announcement: string }) {
      await face.call(changeGroup, groupId, { announcement })
      return answer({ id: groupId, result: true })
    },
  }
}
