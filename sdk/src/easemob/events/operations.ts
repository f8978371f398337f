import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject } from '../../message'

/** What an event of ours is in the old API. */
export interface Operation extends JSONObject {
  operation: string
}

/** Says of each user what happened to him. */
export const each = (event: ServerEvent, operation: string, more?: JSONObject): Operation[] => usersOf(event).map((user) => ({ operation, to: user, userId: user, ...more }))

/** Says that others came or went: who did is named in `from`. */
export const others = (me: string, event: ServerEvent, operation: string, more?: JSONObject): Operation[] =>
  usersOf(event)
    .filter((user) => user !== me)
    .map((user) => ({ operation, from: user, ...more }))

/** Says what happened to oneself. */
export const self = (me: string, event: ServerEvent, operation: string, more?: JSONObject): Operation[] => (usersOf(event).indexOf(me) >= 0 ? [{ operation, ...more }] : [])

export const usersOf = (event: ServerEvent): string[] => event.users || (event.user ? [event.user] : [])

/** What groups and chatrooms have in common: who may do what. Undefined for what is not about that. */
export function roles(event: ServerEvent): Operation[] | undefined {
  switch (event.event) {
    case 'members.unbanned':
      return each(event, 'unblockMember')
    case 'owner.changed':
      return [{ operation: 'changeOwner', to: event.owner, newOwner: event.owner }]
    case 'admins.added':
      return each(event, 'setAdmin')
    case 'admins.removed':
      return each(event, 'removeAdmin')
    case 'members.muted':
      return each(event, 'muteMember', { muteTimestamp: event.until })
    case 'members.unmuted':
      return each(event, 'unmuteMember')
    case 'allowlist.added':
      return each(event, 'addUserToAllowlist')
    case 'allowlist.removed':
      return each(event, 'removeAllowlistMember')
    case 'group.muted':
    case 'room.muted':
      return [{ operation: 'muteAllMembers' }]
    case 'group.unmuted':
    case 'room.unmuted':
      return [{ operation: 'unmuteAllMembers' }]
    case 'group.changed':
    case 'room.changed':
      return settings(event.changes || {})
    default:
      return undefined
  }
}

function settings({ announcement, ...rest }: JSONObject): Operation[] {
  const told: Operation[] = []
  if (announcement !== undefined) told.push(announcement === '' ? { operation: 'deleteAnnouncement' } : { operation: 'updateAnnouncement', announcement })
  if (Object.keys(rest).length > 0) told.push({ operation: 'updateInfo', detail: rest })
  return told
}
