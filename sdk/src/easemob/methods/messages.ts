import { addReaction, editMessage, getMessage, listPins, pinMessage, readReceipts, recallMessage, removeReaction, reportMessage, unpinMessage } from '../../api/routes'
import type { JSONObject, Message } from '../../message'
import { addressOf, type ChatType, chatTypeOf } from '../address'
import { answer } from '../answering'
import { EasemobError } from '../errors'
import type { Face } from '../face'
import { fileIn } from '../message/files'
import { postOf } from '../message/outgoing'

/** What becomes of messages after they were sent. */
export const messageMethods = (face: Face) => {
  /** A message that is named by its id alone was seen, most times; else the conversation is needed. */
  const place = async (id: string, to?: string, chatType?: ChatType) => {
    const known = face.ids.known(id)
    return known || face.ids.find(addressOf(chatType, to || ''), id)
  }
  return {
    async recallMessage({ mid, to, chatType, type }: { mid: string; to: string; chatType?: ChatType; type?: ChatType; ext?: string }) {
      const { conversation, seq } = await place(mid, to, chatType || type)
      return answer(await face.modern(conversation, (await face.call(recallMessage, conversation, seq)) as Message))
    },
    /** Changes the text of a `txt`, or the content of a `custom`. */
    async modifyMessage({ messageId, modifiedMessage }: { messageId: string; modifiedMessage: JSONObject }) {
      const { conversation, seq } = await place(messageId, modifiedMessage.to, modifiedMessage.chatType)
      const { options } = postOf({ to: 'anybody', ...modifiedMessage, id: messageId }, (url) => fileIn(url, face.server))
      const ext = modifiedMessage.ext && Object.keys(modifiedMessage.ext).length > 0 ? modifiedMessage.ext : undefined
      const message = await face.modern(conversation, (await face.call(editMessage, conversation, seq, { body: options.body, ext })) as Message)
      return { ...answer({ message }), message }
    },
    async addReaction({ messageId, reaction, to, chatType }: { messageId: string; reaction: string; to?: string; chatType?: ChatType }) {
      const { conversation, seq } = await place(messageId, to, chatType)
      await face.call(addReaction, conversation, seq, reaction)
    },
    async deleteReaction({ messageId, reaction, reactionId, to, chatType }: { messageId: string; reaction?: string; reactionId?: string; to?: string; chatType?: ChatType }) {
      const { conversation, seq } = await place(messageId, to, chatType)
      await face.call(removeReaction, conversation, seq, (reaction || reactionId)!)
    },
    /** The reactions to messages. */
    async getReactionlist({ messageId, chatType, groupId, to }: { messageId: string | string[]; chatType?: ChatType; groupId?: string; to?: string }) {
      const list = []
      for (const msgId of ([] as string[]).concat(messageId)) {
        const { conversation, seq } = await place(msgId, groupId || to, chatType)
        const message = await face.call(getMessage, conversation, seq)
        list.push({ msgId, reactionList: (message.reactions || []).map((r) => ({ reaction: r.kind, userCount: r.count, count: r.count, userList: r.users, isAddedBySelf: r.users.indexOf(face.me) >= 0 })) })
      }
      return answer(list)
    },
    /** Who reacted so to a message: the first ten. */
    async getReactionDetail({ messageId, reaction, to, chatType }: { messageId: string; reaction: string; to?: string; chatType?: ChatType; pageSize?: number; cursor?: string }) {
      const { conversation, seq } = await place(messageId, to, chatType)
      const message = await face.call(getMessage, conversation, seq)
      const found = (message.reactions || []).filter((r) => r.kind === reaction)[0]
      return answer({ reaction, userCount: found ? found.count : 0, count: found ? found.count : 0, userList: found ? found.users : [], isAddedBySelf: !!found && found.users.indexOf(face.me) >= 0, cursor: '' })
    },
    async pinMessage({ conversationId, conversationType, messageId }: { conversationId: string; conversationType: ChatType; messageId: string }) {
      const { conversation, seq } = await place(messageId, conversationId, conversationType)
      await face.call(pinMessage, conversation, seq)
    },
    async unpinMessage({ conversationId, conversationType, messageId }: { conversationId: string; conversationType: ChatType; messageId: string }) {
      const { conversation, seq } = await place(messageId, conversationId, conversationType)
      await face.call(unpinMessage, conversation, seq)
    },
    /** The pinned messages of a conversation, the one pinned last first. */
    async getServerPinnedMessages({ conversationId, conversationType }: { conversationId: string; conversationType: ChatType; pageSize?: number; cursor?: string }) {
      const conversation = addressOf(conversationType, conversationId)
      const pins = (await face.call(listPins, conversation)).messages as Message[]
      const list = await Promise.all(pins.map((message) => face.modern(conversation, message).then((modern) => ({ message: modern, operatorId: (message.pinned && message.pinned.by) || '', pinTime: message.pinned ? message.pinned.ts : 0 }))))
      return answer({ list: list.sort((a, b) => b.pinTime - a.pinTime), cursor: '' })
    },
    /** Reports a message. `reason` alone, as the oldest code calls it, reports nothing the server could find. */
    async reportMessage({ reportType = '', reportReason = '', messageId, to, chatType }: { reportType?: string; reportReason?: string; messageId: string; to?: string; chatType?: ChatType }) {
      const { conversation, seq } = await place(messageId, to, chatType)
      await face.call(reportMessage, { conversation, seq, reason: [reportType, reportReason].filter(Boolean).join(': ') })
    },
    /** Who has read a message of a group that was sent with `allowGroupAck`. */
    async getGroupMsgReadUser({ msgId, groupId }: { msgId: string; groupId: string }) {
      const { conversation, seq, id } = await place(msgId, groupId, 'groupChat')
      const { read } = await face.call(readReceipts, conversation, seq)
      const acks = read.map((user) => ({ ack_id: `${id}-${user}`, acker: user, msgId: id, mid: id, from: user, userId: user }))
      return { type: 0 as const, data: read, entities: acks, userList: acks, timestamp: Date.now(), is_last: true, total: read.length, count: read.length }
    },
    /** The messages in a forwarded bundle. */
    async downloadAndParseCombineMessage({ url }: { url: string; secret?: string }) {
      const [kind, from, to, seq] = String(url).split(':')
      if (kind !== 'combine' || !seq) throw new EasemobError('REQUEST_PARAMETER_ERROR', 'this url is of no combine message', { field: 'url' })
      const conversation = to === `user/${face.me}` ? `user/${from}` : to
      const message = (await face.call(getMessage, conversation, Number(seq))) as Message
      const inside = (message.body.messages || []) as JSONObject[]
      return Promise.all(inside.map((one, i) => bundled(face, message, one, i)))
    },
  }
}

// What a bundle holds of a message is enough to show it. One that another kind of client put in may name no sender.
async function bundled(face: Face, bundle: Message, one: JSONObject, i: number): Promise<JSONObject> {
  const to = typeof one.to === 'string' && one.to.indexOf('/') > 0 ? one.to : bundle.to
  const inside = { id: one.id || `${bundle.id}-${i}`, from: one.from || bundle.from, to, ts: one.ts || bundle.ts, type: one.type || 'txt', body: one.body || {}, ext: one.ext }
  const modern = await face.modern(to, inside as Message)
  return { ...modern, chatType: chatTypeOf(to), deliverOnlineOnly: false }
}
