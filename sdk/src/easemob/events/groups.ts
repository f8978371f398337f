import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject } from '../../message'
import { idOf } from '../address'
import type { Face } from '../face'
import { legacyGroupEvent } from './legacy-groups'
import { type Operation, others, roles, self, usersOf } from './operations'

/** Tells of groups: who came and went, who may do what, requests and invites. */
export function groupEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    const group = event.conversation ? (event.conversation.indexOf('group/') === 0 ? idOf(event.conversation) : undefined) : event.group
    if (!group) return
    // Who is out of a group hears it by his inbox, and no more of the group's history.
    if (event.event === 'group.left') face.inLine(() => face.leavingNow(group) || event.why === 'member.left' || tell(face, group, event, { operation: 'removeMember' }))
    else face.inLine(() => operations(face.me, event).forEach((operation) => tell(face, group, event, operation)))
  })
}

function tell(face: Face, group: string, event: ServerEvent, operation: Operation): void {
  const told = { id: group, from: event.from || event.by || '', to: face.me, time: event.ts, ...operation }
  face.handlers.tell('onGroupEvent', told)
  legacyGroupEvent(face, told)
}

/** What an event of ours is there: several operations, when it is about several users. */
function operations(me: string, event: ServerEvent): Operation[] {
  switch (event.event) {
    case 'group.created':
      return event.owner === me ? [{ operation: 'create', from: me, name: event.name }] : self(me, event, 'directJoined', { from: event.owner, name: event.name })
    case 'members.added':
      return self(me, event, 'directJoined').concat(others(me, event, 'memberPresence'))
    case 'member.joined':
      return others(me, event, 'memberPresence')
    case 'member.left':
      return others(me, event, 'memberAbsence')
    case 'members.removed':
    case 'members.banned':
      return self(me, event, 'removeMember').concat(others(me, event, 'memberAbsence'))
    case 'member.changed':
      return usersOf(event).map((user) => ({ operation: 'memberAttributesUpdate', userId: user, attributes: attributesOf(event.member) }))
    case 'file.shared':
      return [{ operation: 'uploadFile', fileId: event.file.file, fileName: event.file.name, fileSize: event.file.size, file: event.file }]
    case 'file.unshared':
      return [{ operation: 'deleteFile', fileId: event.file.file, file: event.file }]
    case 'group.dismissed':
      return [{ operation: 'destroy' }]
    default:
      return roles(event) || requests(me, event)
  }
}

const attributesOf = (member: JSONObject | undefined): JSONObject => ({ ...((member && member.attributes) || {}), ...(member && member.nickname !== undefined ? { nickName: member.nickname } : {}) })

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
