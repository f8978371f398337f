import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject } from '../../message'
import type { Face } from '../face'
import { legacyRoomEvent } from './legacy-groups'

/** Tells of chatrooms that one is in. */
export function roomEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    if (event.room) face.inLine(() => operations(face.me, event).forEach((operation) => tell(face, event, operation)))
  })
}

function tell(face: Face, event: ServerEvent, operation: JSONObject): void {
  const told = { id: event.room, from: event.by || '', to: face.me, time: event.ts, ...operation }
  if (operation.operation === 'removeMember' || operation.operation === 'destroy') delete face.rooms[told.id]
  face.handlers.tell('onChatroomEvent', told)
  legacyRoomEvent(face, told)
}

function operations(me: string, event: ServerEvent): JSONObject[] {
  const users: string[] = event.users || []
  const each = (operation: string, more?: JSONObject) => users.map((user) => ({ operation, to: user, userId: user, ...more }))
  const others = (operation: string) => users.filter((user) => user !== me).map((user) => ({ operation, from: user, memberCount: event.online }))
  const self = (operation: string, more?: JSONObject) => (users.indexOf(me) >= 0 ? [{ operation, ...more }] : [])
  switch (event.event) {
    case 'member.entered':
      return others('memberPresence')
    case 'member.left':
      return others('memberAbsence')
    case 'members.removed':
    case 'members.banned':
      return [...self('removeMember'), ...others('memberAbsence')]
    case 'members.unbanned':
      return each('unblockMember')
    case 'room.lost': // the server would not let one in again
      return [{ operation: event.code === 'no_such_room' ? 'destroy' : 'removeMember' }]
    case 'room.dismissed':
      return [{ operation: 'destroy' }]
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
    default:
      return wholeRoom(event)
  }
}

function wholeRoom(event: ServerEvent): JSONObject[] {
  switch (event.event) {
    case 'room.muted':
      return [{ operation: 'muteAllMembers' }]
    case 'room.unmuted':
      return [{ operation: 'unmuteAllMembers' }]
    case 'values.set':
      return [{ operation: 'updateChatRoomAttributes', attributes: valuesOf(event.values) }]
    case 'values.deleted':
      return [{ operation: 'removeChatRoomAttributes', attributes: event.keys }]
    case 'room.changed':
      return roomChanged(event.changes || {})
    default:
      return []
  }
}

const valuesOf = (values: Array<{ key: string; value: string }>): JSONObject => values.reduce((all, { key, value }) => ({ ...all, [key]: value }), {})

function roomChanged({ announcement, ...rest }: JSONObject): JSONObject[] {
  const told: JSONObject[] = []
  if (announcement !== undefined) told.push(announcement === '' ? { operation: 'deleteAnnouncement' } : { operation: 'updateAnnouncement', announcement })
  if (Object.keys(rest).length > 0) told.push({ operation: 'updateInfo', detail: rest })
  return told
}
