import type { Client } from '../client'
import type { ServerEvent } from '../inbox/inbox'
import type { JSONObject, Message } from '../message'
import type { Face } from './face'
import { readHistory } from '../api/routes'
import { groupEvent } from './groups/incoming'
import { show } from './messages/show'
import { showAll } from './messages/history'
import { conversationIDOf, idOf, type TIMMessage } from './objects'
import { friends, tellApplications } from './people/friends'
import { tellGroups } from './people/groups'
import { profileOf } from './people/known'
import { blacklist, statusOf } from './people/methods'

// So many unread messages of a conversation are told after a login; the others are in its history.
const unreadMost = 100

// Of so many of the user's newest messages in a group is told who reads them.
const receiptsMost = 30

/** Passes on what the client tells, as events of this face. Before SDK_READY messages wait: see `tellUnread`. */
export function listen(face: Face, client: Client): void {
  const when = (task: () => Promise<void>) => face.uses(client) && face.ready && face.inTurn(task)
  client.on('message', ({ conversation, message }) => when(() => received(face, conversation, message)))
  client.on('changed', ({ conversation, message }) => when(() => changed(face, conversation, message)))
  client.on('read', ({ conversation, from, seq }) => when(() => (isGroup(conversation) ? readByMember(face, conversation, from, seq) : readByPeer(face, conversation, seq))))
  client.on('synced', () => face.uses(client) && face.readers.clear()) // who read meanwhile was told to nobody
  client.on('conversation', (view) => face.uses(client) && face.conversations.put(view))
  client.on('event', (event) => when(() => told(face, event)))
  client.on('error', (err) => face.uses(client) && face.failed(err))
}

/**
 * Tells what came while the user was away and was not reported read. Of a conversation that the app already reads it is in
 * the history: a page that has opened one since SDK_READY would show it twice.
 */
export async function tellUnread(face: Face): Promise<void> {
  const views = (await face.client.conversations()).filter((one) => one.unread > 0)
  for (const { conversation, read_seq } of views.reverse()) {
    const { messages } = await face.call(readHistory, conversation, { limit: unreadMost })
    if (face.shelf.asked[conversationIDOf(conversation)]) continue
    const unread = (messages as Message[]).filter((one) => one.seq! > read_seq && one.from !== face.me && one.type !== 'event' && one.type !== 'recalled')
    const shown = await showAll(face, conversationIDOf(conversation), unread)
    if (shown.length > 0) face.events.emit('onMessageReceived', shown)
  }
}

async function received(face: Face, conversation: string, message: Message): Promise<void> {
  if (message.type === 'recalled') return
  if (face.shelf.get(message.cid || '') && message.from === face.me) return // an answer to this device was late
  const shown = await show(face, conversation, message)
  if (!shown) return
  face.events.emit('onMessageReceived', [shown])
  face.conversations.changed()
}

async function changed(face: Face, conversation: string, message: Message): Promise<void> {
  const shown = await show(face, conversation, message)
  if (!shown) return
  if (message.type === 'recalled') face.events.emit('onMessageRevoked', [shown])
  else if (message.edited) face.events.emit('onMessageModified', [shown])
}

async function readByPeer(face: Face, conversation: string, seq: number): Promise<void> {
  const read = face.shelf.of(conversationIDOf(conversation)).filter((one) => one.flow === 'out' && !one.isPeerRead && one.sequence > 0 && one.sequence <= seq)
  read.forEach((one) => (one.isPeerRead = true))
  if (read.length === 0) return
  face.events.emit('onMessageReadByPeer', read)
  const asked = read.filter((one) => one.needReadReceipt)
  if (asked.length > 0) face.events.emit('onMessageReadReceiptReceived', asked.map((one) => receiptOf(one, idOf(conversation))))
}

/** A member of a group has read up to a seq: how many have read the newest messages that asked for it. */
async function readByMember(face: Face, conversation: string, user: string, seq: number): Promise<void> {
  const groupID = idOf(conversation)
  const asked = face.shelf.of(conversationIDOf(conversation)).filter((one) => one.flow === 'out' && one.needReadReceipt && one.sequence > 0 && one.sequence <= seq)
  const receipts: JSONObject[] = []
  for (const one of asked.slice(-receiptsMost)) {
    const counts = await face.readers.readBy(user, conversation, one.sequence).catch(() => undefined) // it asked in words of another app
    if (!counts) continue
    one.readReceiptInfo = { readCount: counts.read, unreadCount: counts.unread }
    receipts.push({ groupID, messageID: one.ID, ...one.readReceiptInfo })
  }
  if (receipts.length > 0) face.events.emit('onMessageReadReceiptReceived', receipts)
}

const isGroup = (conversation: string): boolean => conversation.indexOf('group/') === 0

const receiptOf = ({ ID }: TIMMessage, userID: string): JSONObject => ({ messageID: ID, userID, isPeerRead: true })

async function told(face: Face, event: ServerEvent): Promise<void> {
  const { events } = face
  switch (event.event) {
    case 'profile':
      face.people.put(face.me, event.profile)
      return events.emit('onProfileUpdated', [profileOf(face.me, event.profile)])
    case 'contact.profile_changed':
      face.people.put(event.user, event.profile)
      face.conversations.changed()
      return events.emit('onProfileUpdated', [profileOf(event.user, event.profile)])
    case 'contact.requested':
    case 'contact.declined':
      return tellApplications(face)
    case 'contact.accepted':
    case 'contact.removed':
    case 'contact.changed':
      await face.people.loadRemarks()
      events.emit('onFriendListUpdated', await friends(face))
      await tellGroups(face)
      face.conversations.changed()
      return tellApplications(face)
    case 'contact.blocked':
    case 'contact.unblocked':
      return events.emit('blacklistUpdated', await blacklist(face))
    case 'presence.changed':
      return events.emit('onUserStatusUpdated', [statusOf(event as never)])
    case 'status.changed':
      return events.emit('onUserStatusUpdated', [{ userID: face.me, statusType: 1, customStatus: event.status || '' }])
    case 'dnd.changed':
      if (event.conversation) face.conversations.setQuiet(event.conversation, event.mode === 'none')
      return face.conversations.changed()
    default:
      return groupEvent(face, event)
  }
}
