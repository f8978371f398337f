import { addAdmin, addMembers, changeMember, getMember, getPresence, getRoom, listMembers, listRoomMembers, muteInRoom, muteMember, removeAdmin, removeMembers, removeRoomMember, unmuteInRoom, unmuteMember } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import { seconds } from '../objects'
import { all } from '../pages'
import { groupOf, roles } from './known'

type OurMember = components['schemas']['Member']
type RoomMember = components['schemas']['RoomMember']

interface OneMember {
  groupID: string
  userID: string
}

/** The methods about the members of a group. */
export const memberMethods = (face: Face) => ({
  async getGroupMemberList({ groupID, role, count = 15, offset = 0 }: { groupID: string; role?: string; count?: number; offset?: number }): Promise<{ memberList: JSONObject[]; offset: number }> {
    const wanted = role ? ({ Owner: 'owner', Admin: 'admin', Member: 'member' } as const)[role as 'Owner'] : undefined
    const members = await everyone(face, groupID, offset + count, wanted)
    const page = members.slice(offset, offset + count)
    const end = offset + page.length
    return { memberList: await shown(face, page), offset: end < members.length ? end : 0 }
  },

  async getGroupMemberProfile({ groupID, userIDList }: { groupID: string; userIDList: string[] }): Promise<{ memberList: JSONObject[] }> {
    const found = await Promise.all(userIDList.map((user) => one(face, groupID, user).catch(() => undefined)))
    return { memberList: await shown(face, found.filter((member): member is OurMember => !!member)) }
  },

  async addGroupMember({ groupID, userIDList }: { groupID: string; userIDList: string[] }): Promise<JSONObject> {
    const before = await Promise.all(userIDList.map((user) => one(face, groupID, user).then(Boolean, () => false)))
    const existedUserIDList = userIDList.filter((_, i) => before[i])
    const fresh = userIDList.filter((_, i) => !before[i])
    if (fresh.length > 0) await face.call(addMembers, groupID, { members: fresh })
    return { successUserIDList: fresh, failureUserIDList: [], existedUserIDList, overLimitUserIDList: [], group: groupOf(await face.groups.refresh(groupID)) }
  },

  async deleteGroupMember({ groupID, userIDList }: { groupID: string; userIDList: string[]; reason?: string }): Promise<JSONObject> {
    if (face.groups.isRoom(groupID)) await Promise.all(userIDList.map((user) => face.call(removeRoomMember, groupID, user)))
    else await face.call(removeMembers, groupID, { members: userIDList })
    return { userIDList, group: groupOf(await face.groups.refresh(groupID)) }
  },

  /** `muteTime` seconds; 0 lifts it. */
  async setGroupMemberMuteTime({ groupID, userID, muteTime }: OneMember & { muteTime: number }): Promise<JSONObject> {
    if (face.groups.isRoom(groupID)) await (muteTime > 0 ? face.call(muteInRoom, groupID, userID, { seconds: muteTime }) : face.call(unmuteInRoom, groupID, userID))
    else await (muteTime > 0 ? face.call(muteMember, groupID, userID, { seconds: muteTime }) : face.call(unmuteMember, groupID, userID))
    return answer(face, groupID, userID)
  },

  async setGroupMemberRole({ groupID, userID, role }: OneMember & { role: string }): Promise<JSONObject> {
    if (role !== 'Admin' && role !== 'Member') throw new TIMError(60020, `the role ${role} is not supported: a member is Admin or Member, and changeGroupOwner makes the owner`)
    await face.call(role === 'Admin' ? addAdmin : removeAdmin, groupID, userID)
    return answer(face, groupID, userID)
  },

  async setGroupMemberNameCard({ groupID, userID = face.me, nameCard }: { groupID: string; userID?: string; nameCard: string }): Promise<JSONObject> {
    await face.call(changeMember, groupID, userID, { nickname: nameCard })
    face.people.forgetCards(groupID, [userID])
    return answer(face, groupID, userID)
  },

  async setGroupMemberCustomField({ groupID, userID = face.me, memberCustomField }: { groupID: string; userID?: string; memberCustomField: Array<{ key: string; value: string }> }): Promise<JSONObject> {
    const { attributes } = await face.call(getMember, groupID, userID)
    const changed = { ...((attributes || {}) as JSONObject) }
    memberCustomField.forEach(({ key, value }) => (changed[key] = value))
    await face.call(changeMember, groupID, userID, { attributes: changed })
    return answer(face, groupID, userID)
  },

  async getGroupOnlineMemberCount(groupID: string): Promise<{ memberCount: number }> {
    if (face.groups.isRoom(groupID)) return { memberCount: (await face.call(getRoom, groupID)).online }
    const users = (await everyone(face, groupID, Infinity)).map((member) => member.user)
    let memberCount = 0
    for (let i = 0; i < users.length; i += 100) {
      const { presence } = await face.call(getPresence, { users: users.slice(i, i + 100) })
      memberCount += presence.filter((p) => p.online).length
    }
    return { memberCount }
  },
})

async function everyone(face: Face, groupID: string, most: number, role?: 'owner' | 'admin' | 'member'): Promise<Array<OurMember | RoomMember>> {
  if (face.groups.isRoom(groupID)) {
    return all(
      (cursor) => face.call(listRoomMembers, groupID, { cursor, limit: 1000 }),
      (page) => page.members,
      most + 1,
    )
  }
  return all(
    (cursor) => face.call(listMembers, groupID, { cursor, limit: 1000, role }),
    (page) => page.members,
    most + 1,
  )
}

const one = (face: Face, groupID: string, user: string): Promise<OurMember> => face.call(getMember, groupID, user)

async function answer(face: Face, groupID: string, userID: string): Promise<JSONObject> {
  const group = await face.groups.find(groupID)
  const { memberList } = await memberMethods(face).getGroupMemberProfile({ groupID, userIDList: [userID] })
  return { group: group ? groupOf(group) : { groupID }, member: memberList[0] || { userID } }
}

async function shown(face: Face, members: Array<OurMember | RoomMember>): Promise<JSONObject[]> {
  await face.people.load(members.map((member) => member.user))
  return Promise.all(
    members.map(async (member) => {
      const { nickname = '', joined, attributes } = member as Partial<OurMember>
      const fields = (attributes || {}) as JSONObject
      return {
        ...(await face.people.named(member.user)),
        role: roles[member.role],
        joinTime: seconds(joined),
        nameCard: nickname,
        muteUntil: seconds(member.muted_until),
        memberCustomField: Object.keys(fields).map((key) => ({ key, value: fields[key] })),
      }
    }),
  )
}
