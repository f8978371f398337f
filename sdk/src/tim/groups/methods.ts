import { changeGroup, changeRoom, createGroup, createRoom, dismissGroup, dismissRoom, joinGroup, leaveGroup, muteGroup, muteRoom, transferGroup, transferRoom, unmuteGroup, unmuteRoom, getRoom } from '../../api/routes'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { groupOf, joins, kindOf, type OurGroup, timExt, type TIMExt } from './known'

interface NewGroup {
  name: string
  type?: string
  groupID?: string
  introduction?: string
  notification?: string
  avatar?: string
  joinOption?: string
  maxMemberNum?: number
  memberList?: Array<{ userID: string }>
  groupCustomField?: Array<{ key: string; value: string }>
  isSupportTopic?: boolean
}

// What each kind is at the server.
const kinds: { [type: string]: Partial<OurGroup> } = {
  Private: { public: false, join: 'closed', member_invites: true },
  Public: { public: true, join: 'approval' },
  ChatRoom: { public: true, join: 'free', history_for_new: true },
  Community: { public: true, join: 'free', history_for_new: true, max_members: 10000 },
}

const fieldsIn = (list: Array<{ key: string; value: string }> = []): JSONObject => list.reduce((all, { key, value }) => ({ ...all, [key]: value }), {})

const joinIn = (option: string | undefined): OurGroup['join'] | undefined => Object.keys(joins).filter((ours) => joins[ours] === option)[0] as OurGroup['join'] | undefined

/** The methods about groups as such. */
export const groupMethods = (face: Face) => ({
  async getGroupList(): Promise<{ groupList: JSONObject[]; isSyncCompleted: boolean }> {
    await face.groups.load()
    const groupList = await Promise.all(face.groups.list().map(async (one) => groupOf(one, await face.groups.selfInfo(one.id))))
    return { groupList, isSyncCompleted: true }
  },

  async getGroupProfile({ groupID }: { groupID: string }): Promise<{ group: JSONObject }> {
    const asked = face.groups.refresh(groupID)
    const group = face.groups.isRoom(groupID) ? await asked : await asked.catch(() => undefined)
    return { group: group ? groupOf(group, await face.groups.selfInfo(groupID)) : await face.groups.fromOutside(groupID) }
  },

  /** Groups that may be found: not Work, as with the vendor. */
  async searchGroupByID(groupID: string): Promise<{ group: JSONObject }> {
    const known = await face.groups.find(groupID)
    if (known && kindOf(known) === 'Private') throw new TIMError(10007, 'a Work group is not found by a search')
    return { group: known ? groupOf(known) : await face.groups.fromOutside(groupID) }
  },

  async createGroup(options: NewGroup): Promise<{ group: JSONObject; overLimitUserIDList: string[] }> {
    const group = options.type === 'AVChatRoom' ? await makeRoom(face, options) : await makeGroup(face, options)
    return { group, overLimitUserIDList: [] }
  },

  async joinGroup({ groupID, applyMessage, type }: { groupID: string; applyMessage?: string; type?: string }): Promise<{ status: string; group?: JSONObject }> {
    await face.groups.load()
    const known = face.groups.known(groupID)
    if (known) return { status: 'AlreadyInGroup', group: groupOf(known) }
    if (type === 'AVChatRoom') return enterRoom(face, groupID)
    try {
      const { state } = await face.call(joinGroup, groupID, applyMessage ? { text: applyMessage } : {})
      if (state === 'pending') return { status: 'WaitAdminApproval' }
    } catch (thrown) {
      if ((thrown as { code: string }).code !== 'no_such_group') throw thrown
      return enterRoom(face, groupID)
    }
    const group = await face.groups.refresh(groupID)
    tellList(face)
    return { status: 'JoinedSuccess', group: groupOf(group, await face.groups.selfInfo(groupID)) }
  },

  async quitGroup(groupID: string): Promise<{ groupID: string }> {
    if (face.groups.isRoom(groupID)) await face.client.leaveRoom(groupID)
    else await face.call(leaveGroup, groupID)
    face.groups.remove(groupID)
    tellList(face)
    return { groupID }
  },

  async dismissGroup(groupID: string): Promise<{ groupID: string }> {
    if (face.groups.isRoom(groupID)) await face.call(dismissRoom, groupID)
    else await face.call(dismissGroup, groupID)
    face.groups.remove(groupID)
    tellList(face)
    return { groupID }
  },

  async updateGroupProfile(options: NewGroup & { groupID: string; muteAllMembers?: boolean }): Promise<{ group: JSONObject }> {
    const { groupID, muteAllMembers } = options
    const before = await face.groups.refresh(groupID)
    const room = face.groups.isRoom(groupID)
    const { name, notification: announcement, avatar, maxMemberNum: max_members } = options
    const tim: TIMExt = { ...timExt(before) }
    if (options.introduction !== undefined) tim.introduction = options.introduction
    if (options.groupCustomField) tim.fields = { ...tim.fields, ...fieldsIn(options.groupCustomField) }
    const ext = options.introduction !== undefined || options.groupCustomField ? { ...((before.ext || {}) as JSONObject), tim } : undefined
    if (room) await face.call(changeRoom, groupID, { name, announcement, ext })
    else await face.call(changeGroup, groupID, { name, announcement, avatar, max_members, ext, join: joinIn(options.joinOption) })
    if (muteAllMembers !== undefined) await (room ? face.call(muteAllMembers ? muteRoom : unmuteRoom, groupID) : face.call(muteAllMembers ? muteGroup : unmuteGroup, groupID))
    const group = groupOf(await face.groups.refresh(groupID))
    tellList(face)
    return { group }
  },

  async changeGroupOwner({ groupID, newOwnerID }: { groupID: string; newOwnerID: string }): Promise<{ group: JSONObject }> {
    const room = face.groups.isRoom(groupID)
    if (room) await face.call(transferRoom, groupID, { owner: newOwnerID })
    else await face.call(transferGroup, groupID, { owner: newOwnerID })
    return { group: groupOf(await face.groups.refresh(groupID)) }
  },
})

/** Tells the app of its list of groups. */
export function tellList(face: Face): void {
  if (face.ready) face.events.emit('onGroupListUpdated', face.groups.list().map((one) => groupOf(one)))
  face.conversations.changed()
}

async function makeGroup(face: Face, options: NewGroup): Promise<JSONObject> {
  const { name, type = 'Private', groupID, introduction, notification: announcement, avatar, memberList = [] } = options
  const kind = kinds[type]
  if (!kind) throw new TIMError(2601, `${type} is no type of a group: use TIM.TYPES.GRP_…`)
  const tim: TIMExt = { type, introduction, fields: fieldsIn(options.groupCustomField), topics: options.isSupportTopic || undefined }
  const join = joinIn(options.joinOption)
  const max = options.maxMemberNum ? { max_members: options.maxMemberNum } : {}
  const made = await face.call(createGroup, { ...kind, member_values: true, ...(join ? { join } : {}), ...max, name, id: groupID, announcement, avatar, members: memberList.map((one) => one.userID), ext: { tim } })
  const group = face.groups.put(made)
  tellList(face)
  return groupOf(group, await face.groups.selfInfo(group.id))
}

async function makeRoom(face: Face, { name, groupID, introduction, notification: announcement, groupCustomField }: NewGroup): Promise<JSONObject> {
  const tim: TIMExt = { type: 'AVChatRoom', introduction, fields: fieldsIn(groupCustomField) }
  const room = await face.call(createRoom, { id: groupID, name, announcement, ext: { tim } })
  const { group } = await enterRoom(face, room.id)
  return group!
}

async function enterRoom(face: Face, id: string): Promise<{ status: string; group?: JSONObject }> {
  const room = await face.call(getRoom, id)
  face.groups.putRoom(room)
  await face.client.enterRoom(id).catch((thrown) => {
    face.groups.remove(id)
    throw thrown
  })
  tellList(face)
  return { status: 'JoinedSuccess', group: groupOf(room, await face.groups.selfInfo(id)) }
}
