import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject } from '../../message'
import type { Face } from '../face'
import { legacyRoomEvent } from './legacy-groups'
import { type Operation, others, roles, self } from './operations'

/** Tells of chatrooms that one is in. */
export function roomEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    if (event.room) face.inLine(() => operations(face.me, event).forEach((operation) => tell(face, event, operation)))
  })
}

function tell(face: Face, event: ServerEvent, operation: Operation): void {
  const told = { id: event.room, from: event.by || '', to: face.me, time: event.ts, ...operation }
  if (operation.operation === 'removeMember' || operation.operation === 'destroy') delete face.rooms[told.id]
  face.handlers.tell('onChatroomEvent', told)
  legacyRoomEvent(face, told)
}

function operations(me: string, event: ServerEvent): Operation[] {
  const count = { memberCount: event.online }
  switch (event.event) {
    case 'member.entered':
      return others(me, event, 'memberPresence', count)
    case 'member.left':
      return others(me, event, 'memberAbsence', count)
    case 'members.removed':
    case 'members.banned':
      return [...self(me, event, 'removeMember'), ...others(me, event, 'memberAbsence', count)]
    case 'room.lost': // the server would not let one in again
      return [{ operation: event.code === 'no_such_room' ? 'destroy' : 'removeMember' }]
    case 'room.dismissed':
      return [{ operation: 'destroy' }]
    case 'values.set':
      return [{ operation: 'updateChatRoomAttributes', attributes: valuesOf(event.values) }]
    case 'values.deleted':
      return [{ operation: 'removeChatRoomAttributes', attributes: event.keys }]
    default:
      return roles(event) || []
  }
}

const valuesOf = (values: Array<{ key: string; value: string }>): JSONObject => values.reduce((all, { key, value }) => ({ ...all, [key]: value }), {})
