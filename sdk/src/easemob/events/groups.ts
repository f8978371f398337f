import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject } from '../../message'
import { idOf } from '../address'
import type { Face } from '../face'
import { legacyGroupEvent } from './legacy-groups'

/** Tells of groups: who came and went, who may do what, requests and invites. */
export function groupEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    const group = event.conversation ? (event.conversation.indexOf('group/') === 0 ? idOf(event.conversation) : undefined) : event.group
    if (!group) return
    // Who is out of a group hears it by his inbox, and no more of the group's history.
    if (event.event === 'group.left') face.inLine(() => face.leavingNow(group) || tell(face, group, event, { operation: 'removeMember' }))
    else face.inLine(() => operations(face.me, event).forEach((operation) => tell(face, group, event, operation)))
  })
}

interface Operation extends JSONObject {
  operation: string
}

function tell(face: Face, group: string, event: ServerEvent, operation: Operation): void {
  const told = { id: group, from: event.from || event.by || '', to: face.me, time: event.ts, ...operation }
  face.handlers.tell('onGroupEvent', told)
  legacyGroupEvent(face, told)
}

/** What an event of ours is there: several operations, when it is about several users. */
function operations(me: string, event: ServerEvent): Operation[] {
  const users: string[] = event.users || (event.user ? [event.user] : [])
  const each = (operation: string, more?: JSONObject): Operation[] => users.map((user) => ({ operation, to: user, userId: user, ...more }))
  // Who comes or goes is named in `from`; of oneself it is said what happened to one.
  const others = (operation: string): Operation[] => users.filter((user) => user !== me).map((user) => ({ operation, from: user }))
  const self = (operation: string, more?: JSONObject): Operation[] => (users.indexOf(me) >= 0 ? [{ operation, ...more }] : [])
  switch (event.event) {
    case 'group.created':
      return event.owner === me ? [{ operation: 'create', from: me, name: event.name }] : self('directJoined', { from: event.owner, name: event.name })
    case 'members.added':
      return self('directJoined').concat(others('memberPresence'))
    case 'member.joined':
      return others('memberPresence')
    case 'member.left':
      return others('memberAbsence')
    case 'members.removed':
    case 'members.banned':
      return self('removeMember').concat(others('memberAbsence'))
    case 'members.unbanned':
      return each('unblockMember')
    case 'owner.changed':
      return [{ operation: 'changeOwner', to: event.owner, newOwner: event.owner }]
    case 'admins.added':
      return each('setAdmin')
    case 'admins.removed':
      return each('removeAdmin')
    case 'members.muted':
      return each('muteMember', { muteTimestamp: event.until })
    case 'members.unmuted':
      return each('unmuteMember')
    case 'allowlist.added':
      return each('addUserToAllowlist')
    case 'allowlist.removed':
      return each('removeAllowlistMember')
    case 'member.changed':
      return users.map((user) => ({ operation: 'memberAttributesUpdate', userId: user, attributes: attributesOf(event.member) }))
    default:
      return wholeGroup(event).concat(requests(me, event))
  }
}

const attributesOf = (member: JSONObject | undefined): JSONObject => ({ ...((member && member.attributes) || {}), ...(member && member.nickname !== undefined ? { nickName: member.nickname } : {}) })

function wholeGroup(event: ServerEvent): Operation[] {
  switch (event.event) {
    case 'group.muted':
      return [{ operation: 'muteAllMembers' }]
    case 'group.unmuted':
      return [{ operation: 'unmuteAllMembers' }]
    case 'file.shared':
      return [{ operation: 'uploadFile', fileId: event.file.file, fileName: event.file.name, fileSize: event.file.size, file: event.file }]
    case 'file.unshared':
      return [{ operation: 'deleteFile', fileId: event.file.file, file: event.file }]
    case 'group.dismissed':
      return [{ operation: 'destroy' }]
    case 'group.changed':
      return groupChanged(event.changes || {})
    default:
      return []
  }
}

function groupChanged(changes: JSONObject): Operation[] {
  const { announcement, ...rest } = changes
  const told: Operation[] = []
  if (announcement !== undefined) told.push(announcement === '' ? { operation: 'deleteAnnouncement' } : { operation: 'updateAnnouncement', announcement })
  if (Object.keys(rest).length > 0) told.push({ operation: 'updateInfo', detail: rest })
  return told
}

function requests(me: string, event: ServerEvent): Operation[] {
  const { user, by, text, name } = event
  const reason = text || ''
  switch (event.event) {
    case 'join.requested':
      return user === me ? [] : [{ operation: 'requestToJoin', from: user, reason, requestJoinReason: reason }]
    case 'join.accepted':
      return user === me ? [{ operation: 'acceptRequest', from: by }] : []
    case 'join.declined':
      return user === me ? [{ operation: 'joinPublicGroupDeclined', from: by, reason, rejectReason: reason }] : []
    case 'group.invited':
      return [{ operation: 'inviteToJoin', from: by, name, groupName: name }]
    case 'invite.accepted':
      return user === me ? [] : [{ operation: 'acceptInvite', from: user }]
    case 'invite.declined':
      return user === me ? [] : [{ operation: 'rejectInvite', from: user, reason }]
    default:
      return []
  }
}
