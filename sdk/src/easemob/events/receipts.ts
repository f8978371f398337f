import type { Client } from '../../client'
import { getConversation, getMessage } from '../../api/routes'
import type { Message } from '../../message'
import { idOf } from '../address'
import type { Face } from '../face'
import type { Place } from '../message/ids'

/**
 * Tells who has read or got what. The server says up to which message; the old API tells it of each message, once, and
 * of the conversation when all of it was read.
 */
export function receiptEvents(face: Face, client: Client): void {
  const upTo: { [name: string]: { [conversation: string]: number } } = { read: {}, delivered: {} }
  const fresh = async (name: string, conversation: string, seq: number): Promise<Place[]> => {
    const before = upTo[name][conversation] || 0
    upTo[name][conversation] = Math.max(before, seq)
    const find = () => face.ids.upTo(conversation, face.me, seq).filter((place) => place.seq > before)
    if (find().length === 0 && seq > before) {
      // It was sent before the app was started, most times: the one that the mark names is told of.
      face.ids.saw(conversation, (await face.call(getMessage, conversation, seq)) as Message)
    }
    return find()
  }
  client.on('synced', () => face.readers.clear()) // who read meanwhile was told to nobody
  client.on('read', ({ conversation, from, seq }) =>
    face.inLine(async () => {
      if (conversation.indexOf('group/') === 0) return readByMember(face, conversation, from, seq)
      const to = face.me
      const places = await fresh('read', conversation, seq)
      places.forEach(({ id }) => face.handlers.tell('onReadMessage', { type: 'read', id, mid: id, ackId: id, from, to }))
      const view = await face.call(getConversation, conversation)
      if (seq >= view.last_seq) face.handlers.tell('onChannelMessage', { type: 'channel', chatType: 'singleChat', from, to, id: String(seq), conversationId: idOf(conversation) })
    }),
  )
  client.on('delivered', ({ conversation, from, seq }) =>
    face.inLine(async () => {
      const to = face.me
      const places = await fresh('delivered', conversation, seq)
      places.forEach(({ id }) => face.handlers.tell('onDeliveredMessage', { type: 'delivery', id, mid: id, ackId: id, from, to }))
    }),
  )
}

// Of so many of the user's newest messages in a group is told who reads them.
const groupMost = 30

/** A member of a group has read up to a seq: told of each message that asked for it, with how many have read it. */
async function readByMember(face: Face, conversation: string, from: string, seq: number): Promise<void> {
  const asked = face.ids.upTo(conversation, face.me, seq).filter((place) => place.receipt)
  for (const { id, seq: at } of asked.slice(-groupMost)) {
    const counts = await face.readers.readBy(from, conversation, at)
    if (counts) face.handlers.tell('onReadMessage', { type: 'read', chatType: 'groupChat', id, mid: id, ackId: id, from, to: idOf(conversation), ackContent: '', groupReadCount: { [id]: counts.read } })
  }
}
