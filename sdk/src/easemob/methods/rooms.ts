import { changeRoom, createRoom, deleteRoomValues, dismissRoom, getRoom, listRooms, readRoomValues, setRoomValues, transferRoom } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'
import { pageOf } from '../paging'

type Room = components['schemas']['Room']
type Changed = components['schemas']['ValuesChanged']

/** Which one. */
export interface Of {
  roomId: string
}

/** Attributes to set: they go with who set them, unless `autoDelete` is false. */
export interface Values extends Of {
  attributes: { [key: string]: string }
  autoDelete?: boolean
  isForced?: boolean
}

const statusOf = ({ done, refused }: Changed): JSONObject => {
  const status: JSONObject = {}
  done.forEach((key) => (status[key] = 'success'))
  refused.forEach(({ key, message, code }) => (status[key] = { code, errorDesc: message }))
  return { status: refused.length === 0 ? 'success' : done.length > 0 ? 'partial' : 'fail', successKeys: done, errorKeys: refused.reduce((all, one) => ({ ...all, [one.key]: one.message }), {}), keys: status }
}

function infoOf(room: Room): JSONObject {
  const ext = (room.ext as JSONObject) || {}
  return { id: room.id, name: room.name, description: ext.description || '', owner: room.owner || '', affiliations_count: room.online, created: room.created, mute: room.muted, disabled: room.disabled, maxusers: ext.maxusers || 10000, custom: ext.custom || '', announcement: room.announcement || '' }
}

/** Chatrooms, as a whole. */
export const roomMethods = (face: Face) => {
  const description = async (roomId: string, text: unknown) => (text === undefined ? undefined : { ...((await face.call(getRoom, roomId)).ext as JSONObject), description: text })
  return {
    /** Enters a chatroom, and again after each reconnect. */
    async joinChatRoom({ roomId, leaveOtherRooms }: Of & { message?: string; ext?: string; leaveOtherRooms?: boolean }) {
      void face.me
      await face.client.enterRoom(roomId)
      if (leaveOtherRooms) for (const other of Object.keys(face.rooms)) if (other !== roomId) await leave(face, other)
      face.rooms[roomId] = true
      const room = await face.call(getRoom, roomId)
      return answer({ action: 'add_member', result: true, user: face.me, id: roomId, info: infoOf(room) })
    },
    async leaveChatRoom({ roomId }: Of) {
      void face.me
      await leave(face, roomId)
      return answer({ action: 'remove_member', result: true, user: face.me, id: roomId })
    },
    /** The chatrooms that this device has entered. */
    async getJoinedChatRooms(_options?: object) {
      const rooms = await Promise.all(Object.keys(face.rooms).map((room) => face.call(getRoom, room)))
      return answer(rooms.map(infoOf))
    },
    /** A page of all chatrooms; pages are numbered from 1. */
    async getChatRooms({ pagenum = 1, pagesize = 20 }: { pagenum?: number; pagesize?: number } = {}) {
      const rooms = await pageOf((cursor) => face.call(listRooms, { cursor, limit: 1000 }).then((page) => ({ items: page.rooms, next: page.next })), Number(pagenum), Number(pagesize), 1)
      return { ...answer(rooms.map(infoOf)), count: rooms.length }
    },
    /** Makes a chatroom, where the app lets users do so. */
    async createChatRoom({ name, description: text, maxusers }: JSONObject) {
      const made = await face.call(createRoom, { name, ext: { description: text, maxusers } })
      return answer({ id: made.id })
    },
    async destroyChatRoom({ chatRoomId, roomId }: { chatRoomId?: string; roomId?: string }) {
      const id = (chatRoomId || roomId)!
      await face.call(dismissRoom, id)
      return answer({ success: true, id })
    },
    async getChatRoomDetails({ chatRoomId, roomId }: { chatRoomId?: string; roomId?: string }) {
      return answer([infoOf(await face.call(getRoom, (chatRoomId || roomId)!))])
    },
    async modifyChatRoom({ chatRoomId, roomId, chatRoomName, description: text }: JSONObject) {
      const id = chatRoomId || roomId
      await face.call(changeRoom, id, { name: chatRoomName, ext: await description(id, text) })
      return answer({ groupname: chatRoomName !== undefined, description: text !== undefined })
    },
    async changeChatRoomOwner({ chatRoomId, roomId, newOwner }: JSONObject) {
      await face.call(transferRoom, chatRoomId || roomId, { owner: newOwner })
      return answer({ newowner: true })
    },
    async fetchChatRoomAnnouncement({ roomId }: Of) {
      return answer({ announcement: (await face.call(getRoom, roomId)).announcement || '' })
    },
    async updateChatRoomAnnouncement({ roomId, announcement }: Of & { announcement: string }) {
      await face.call(changeRoom, roomId, { announcement })
      return answer({ id: roomId, result: true })
    },
    ...attributeMethods(face),
  }
}

// Key-values of a room, which belong to who sets them.
const attributeMethods = (face: Face) => {
  const set = async ({ roomId, attributes, autoDelete = true, isForced = false }: Values) => {
    const values = Object.keys(attributes).map((key) => ({ key, value: String(attributes[key]), auto_delete: autoDelete }))
    return answer(statusOf(await face.call(setRoomValues, roomId, { values, force: isForced })))
  }
  const remove = async ({ roomId, attributeKeys, isForced = false }: Of & { attributeKeys: string[]; isForced?: boolean }) => answer(statusOf(await face.call(deleteRoomValues, roomId, { keys: attributeKeys, force: isForced })))
  return {
    setChatRoomAttributes: set,
    async setChatRoomAttribute({ attributeKey, attributeValue, ...rest }: Of & { attributeKey: string; attributeValue: string; autoDelete?: boolean; isForced?: boolean }) {
      return set({ ...rest, attributes: { [attributeKey]: attributeValue } })
    },
    removeChatRoomAttributes: remove,
    async removeChatRoomAttribute({ attributeKey, ...rest }: Of & { attributeKey: string; isForced?: boolean }) {
      return remove({ ...rest, attributeKeys: [attributeKey] })
    },
    /** All attributes, or those that are named. */
    async getChatRoomAttributes({ roomId, attributeKeys }: Of & { attributeKeys?: string[] }) {
      const { values } = await face.call(readRoomValues, roomId, attributeKeys && attributeKeys.length > 0 ? { keys: attributeKeys } : undefined)
      return answer(values.reduce((all: JSONObject, one) => ({ ...all, [one.key]: one.value }), {}))
    },
  }
}

async function leave(face: Face, room: string): Promise<void> {
  delete face.rooms[room]
  await face.client.leaveRoom(room)
}
