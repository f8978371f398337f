import { ChatError } from '../errors'

/** What kind of conversation: the old API's words. */
export type ChatType = 'singleChat' | 'groupChat' | 'chatRoom'

const kinds: { [chatType: string]: string } = {
  singleChat: 'user',
  singlechat: 'user',
  chat: 'user',
  groupChat: 'group',
  groupchat: 'group',
  groupRoom: 'group',
  chatRoom: 'room',
  chatroom: 'room',
}

const chatTypes: { [kind: string]: ChatType } = { user: 'singleChat', group: 'groupChat', room: 'chatRoom' }
const legacyTypes: { [kind: string]: 'chat' | 'groupchat' | 'chatroom' } = { user: 'chat', group: 'groupchat', room: 'chatroom' }

/** The address `user/ID`, `group/ID` or `room/ID`. */
export function addressOf(chatType: string | undefined, id: string): string {
  const kind = kinds[chatType || 'singleChat']
  if (!kind) throw new ChatError('bad_option', `"${chatType}" is no chatType: write singleChat, groupChat or chatRoom`, { field: 'chatType' })
  if (!id) throw new ChatError('bad_option', 'say with whom: an id is missing', { field: 'to' })
  return `${kind}/${id}`
}

/** The id in an address. */
export const idOf = (address: string): string => address.slice(address.indexOf('/') + 1)

/** What kind of conversation an address names. */
export const chatTypeOf = (address: string): ChatType => chatTypes[address.slice(0, address.indexOf('/'))]

/** The same in the words of messages that `listen` hears. */
export const legacyTypeOf = (address: string): 'chat' | 'groupchat' | 'chatroom' => legacyTypes[address.slice(0, address.indexOf('/'))]
