import type { JSONObject } from '../message'

/** A message, as handlers and promises give it. Times are seconds. */
export interface TIMMessage {
  ID: string
  type: string
  payload: JSONObject
  conversationID: string
  conversationType: string
  to: string
  from: string
  flow: 'in' | 'out'
  time: number
  clientTime: number
  random: number
  sequence: number
  status: 'unSend' | 'success' | 'fail'
  priority: string
  nick: string
  avatar: string
  nameCard: string
  isRead: boolean
  isPeerRead: boolean
  isRevoked: boolean
  isDeleted: boolean
  isModified: boolean
  isBroadcastMessage: boolean
  isSupportExtension: boolean
  hasRiskContent: boolean
  needReadReceipt: boolean
  readReceiptInfo: JSONObject
  atUserList: string[]
  /** Members of a group for whom alone it is; empty: for all. */
  receiverList: string[]
  cloudCustomData: string
  revoker: string
  revokerInfo: { userID: string; nick: string; avatar: string }
  revokeReason: string
}

/** A conversation of the list. */
export interface TIMConversation {
  conversationID: string
  type: string
  subType: string
  unreadCount: number
  lastMessage: JSONObject
  groupProfile?: JSONObject
  userProfile?: JSONObject
  groupAtInfoList: JSONObject[]
  remark: string
  isPinned: boolean
  messageRemindType: string
  markList: number[]
  customData: string
  conversationGroupList: string[]
  draftText: string
}

/** A conversation by our address; `room` tells which groups are chatrooms. */
export function addressOf(conversationID: string, isRoom: (id: string) => boolean): string {
  if (conversationID.indexOf('C2C') === 0) return `user/${conversationID.slice(3)}`
  const id = conversationID.replace(/^GROUP/, '')
  return `${isRoom(id) ? 'room' : 'group'}/${id}`
}

/** What stands behind the slash of an address. */
export const idOf = (address: string): string => address.slice(address.indexOf('/') + 1)

export const conversationIDOf = (address: string): string => (address.indexOf('user/') === 0 ? 'C2C' : 'GROUP') + idOf(address)

export const typeOf = (conversationID: string): 'C2C' | 'GROUP' | '@TIM#SYSTEM' =>
  conversationID.indexOf('C2C') === 0 ? 'C2C' : conversationID.indexOf('@TIM') === 0 ? '@TIM#SYSTEM' : 'GROUP'

export const seconds = (ms: number | undefined): number => Math.floor((ms || 0) / 1000)
