import type { JSONObject, Message } from '../../message'
import type { Face } from '../face'
import { idOf, seconds } from '../objects'
import { groupOf } from './known'

// What a change of a group is here. Changes that are not named are shown to nobody.
const operations: { [event: string]: number } = {
  'members.added': 1,
  'member.joined': 1,
  'member.left': 2,
  'members.removed': 3,
  'members.banned': 3,
  'admins.added': 4,
  'admins.removed': 5,
  'group.changed': 6,
  'owner.changed': 6,
  'group.muted': 6,
  'group.unmuted': 6,
  'members.muted': 7,
  'members.unmuted': 7,
}

/** Tells whether a message of type `event` is shown as a tip. */
export const isTip = (body: JSONObject): boolean => operations[body.event] !== undefined

const changed: { [ours: string]: string } = { name: 'groupName', announcement: 'notification', avatar: 'avatar', join: 'joinOption' }

/** The payload of a tip. */
export async function tipPayload(face: Face, message: Message): Promise<JSONObject> {
  const { body, from, to, ts } = message
  const users = (body.users || []) as string[]
  const [group, operator, ...people] = await Promise.all([face.groups.find(idOf(to)), face.people.named(from), ...users.map((user) => face.people.named(user))])
  const profile = group ? groupOf(group) : { groupID: idOf(to), name: '' }
  const muteTime = body.until === undefined ? 0 : Math.max(0, seconds(body.until - ts))
  return {
    operationType: operations[body.event],
    operatorID: from,
    operatorInfo: operator,
    userIDList: users,
    memberList: people.map((one) => (body.event.indexOf('members.') === 0 && /muted$/.test(body.event) ? { ...one, muteTime: body.event === 'members.muted' ? muteTime : 0 } : one)),
    groupProfile: profile,
    // The group as it is known may be older than the change.
    newGroupProfile: newProfile(body, group ? groupOf({ ...group, ...body.changes }) : profile),
    memberCount: profile.memberCount,
    groupJoinType: body.event === 'member.joined' ? 1 : 2,
  }
}

function newProfile(body: JSONObject, profile: JSONObject): JSONObject {
  if (body.event === 'owner.changed') return { ownerID: body.owner }
  if (body.event === 'group.muted' || body.event === 'group.unmuted') return { muteAllMembers: body.event === 'group.muted' }
  const said: JSONObject = {}
  Object.keys(body.changes || {}).forEach((field) => {
    if (changed[field]) said[changed[field]] = field === 'name' ? profile.name : profile[changed[field]]
    else if (field === 'ext') Object.assign(said, { introduction: profile.introduction, groupCustomField: profile.groupCustomField })
  })
  return said
}
