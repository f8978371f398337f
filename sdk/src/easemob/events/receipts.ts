import type { Client } from '../../client'
import { getConversation } from '../../api/routes'
import { idOf } from '../address'
import type { Face } from '../face'

/**
 * Tells who has read or got what. The server says up to which message; the old API tells it of each message, once, and
 * of the conversation when all of it was read.
 */
export function receiptEvents(face: Face, client: Client): void {
  const upTo: { [name: string]: { [conversation: string]: number } } = { read: {}, delivered: {} }
  const fresh = (name: string, conversation: string, seq: number) => {
    const before = upTo[name][conversation] || 0
    upTo[name][conversation] = Math.max(before, seq)
    return face.ids.upTo(conversation, face.me, seq).filter((place) => place.seq > before)
  }
  client.on('read', ({ conversation, from, seq }) =>
    face.inLine(async () => {
      const to = face.me
      fresh('read', conversation, seq).forEach(({ id }) => face.handlers.tell('onReadMessage', { type: 'read', id, mid: id, ackId: id, from, to }))
      const view = await face.call(getConversation, conversation)
      if (seq >= view.last_seq) face.handlers.tell('onChannelMessage', { type: 'channel', chatType: 'singleChat', from, to, id: String(seq), conversationId: idOf(conversation) })
    }),
  )
  client.on('delivered', ({ conversation, from, seq }) =>
    face.inLine(() => {
      const to = face.me
      fresh('delivered', conversation, seq).forEach(({ id }) => face.handlers.tell('onDeliveredMessage', { type: 'delivery', id, mid: id, ackId: id, from, to }))
    }),
  )
}
