import type { ServerEvent } from '../../inbox/inbox'
import type { Message } from '../../message'
import type { Face } from '../face'
import { show } from '../messages/show'
import { idOf } from '../objects'
import type { OurGroup } from './known'
import { tellList } from './methods'
import { notice, tellNotice } from './notices'
import { isTip } from './tips'
import { topicChanged } from './topics'

/** Passes on what the server tells of groups and chatrooms. */
export async function groupEvent(face: Face, event: ServerEvent): Promise<void> {
  const { event: name } = event
  if (name.indexOf('thread.') === 0) return topicChanged(face, event)
  if (name === 'values.set' || name === 'values.deleted') return valuesChanged(face, event)
  if (name.indexOf('join.') === 0) return requested(face, event)
  if (name === 'group.joined' || name === 'group.left') return membership(face, event)
  if (event.seq && event.conversation) return groupChanged(face, event)
  if (event.room) return roomChanged(face, event)
}

/** A change that is written in the group's history: a tip, and a notice to whom it concerns. */
async function groupChanged(face: Face, event: ServerEvent): Promise<void> {
  const { event: name, conversation, from, seq, ts, ...more } = event
  const groupID = idOf(conversation)
  const users = (event.users || []) as string[]
  if (name === 'group.dismissed') return dismissed(face, groupID, from, ts)
  if (!(name === 'members.removed' && users.indexOf(face.me) >= 0)) await face.groups.refresh(groupID).catch(() => undefined)
  if (name === 'member.changed') face.people.forgetCards(groupID, users)
  if (isTip(event)) {
    const ours = { id: '', from: from || '', to: conversation, seq, ts, type: 'event', body: { ...more, event: name } } as unknown as Message
    const tip = await show(face, conversation, ours)
    if (tip) face.events.emit('onMessageReceived', [tip])
  }
  if (name === 'admins.added' && users.indexOf(face.me) >= 0) await tellNotice(face, notice.madeAdmin, { groupID, operatorID: from, ts })
  if (name === 'admins.removed' && users.indexOf(face.me) >= 0) await tellNotice(face, notice.adminEnded, { groupID, operatorID: from, ts })
  if (name === 'values.changed') attributesChanged(face, groupID)
  tellList(face)
}

// As they are now, which later changes may have made: those are no news any more then.
function attributesChanged(face: Face, groupID: string): void {
  const attributes = ((face.groups.known(groupID) || {}) as Partial<OurGroup>).values || {}
  if (face.groups.tellAttributes(groupID, attributes)) face.events.emit('groupAttributesUpdated', { groupID, groupAttributes: attributes })
}

async function valuesChanged(face: Face, event: ServerEvent): Promise<void> {
  const changed = ((event.values || []) as Array<{ key: string; value: string }>).reduce((all, { key, value }) => ({ ...all, [key]: value }), {})
  face.events.emit('groupAttributesUpdated', { groupID: event.room, groupAttributes: changed, deletedKeyList: event.keys || [] })
}

async function requested(face: Face, event: ServerEvent): Promise<void> {
  const { event: name, group: groupID, user, by, text, ts } = event
  const own = user === face.me
  if (name === 'join.requested' && !own) await tellNotice(face, notice.applied, { groupID, operatorID: user, text, ts })
  if (name === 'join.accepted' && own) {
    await face.groups.refresh(groupID).catch(() => undefined)
    await tellNotice(face, notice.accepted, { groupID, operatorID: by || '', text, ts })
  }
  if (name === 'join.declined' && own) await tellNotice(face, notice.declined, { groupID, operatorID: by || '', text, ts })
}

async function membership(face: Face, event: ServerEvent): Promise<void> {
  const { event: name, group: groupID, by: operatorID = '', ts } = event
  const known = face.groups.isMember(groupID)
  const own = operatorID === face.me // what the user did himself needs no notice
  if (name === 'group.joined') {
    await face.groups.refresh(groupID).catch(() => undefined)
    if (!own && !known) await tellNotice(face, notice.invited, { groupID, operatorID, ts })
  } else {
    if (!own && known) await tellNotice(face, notice.kickedOut, { groupID, operatorID, ts })
    face.groups.remove(groupID)
  }
  tellList(face)
}

async function dismissed(face: Face, groupID: string, operatorID: string, ts?: number): Promise<void> {
  if (face.groups.known(groupID)) await tellNotice(face, notice.dismissed, { groupID, operatorID: operatorID || '', ts })
  face.groups.remove(groupID)
  tellList(face)
}

async function roomChanged(face: Face, event: ServerEvent): Promise<void> {
  const { event: name, room, users = [], by = '' } = event
  if (name === 'room.dismissed') return dismissed(face, room, by)
  if (!face.groups.isRoom(room)) return
  const mine = users.indexOf(face.me) >= 0
  if ((name === 'members.removed' || name === 'members.banned') && mine) {
    await tellNotice(face, notice.kickedOut, { groupID: room, operatorID: by })
    face.groups.remove(room)
    return tellList(face)
  }
  const tips: { [name: string]: string } = { 'member.entered': 'member.joined', 'member.left': 'member.left' }
  const body = { ...event, event: tips[name] || name }
  if (!isTip(body)) return
  const ts = Date.now()
  const operator = by || (users[0] as string) || ''
  const tip = await show(face, `room/${room}`, { id: `${name}-${ts}`, from: operator, to: `room/${room}`, ts, type: 'event', body } as unknown as Message)
  if (tip) face.events.emit('onMessageReceived', [tip])
}
