import type { JSONObject } from '../../message'
import type { Face } from '../face'

// What older code, which listens to `onPresence` and `onGroupChange`, calls the operations.
const types: { [operation: string]: string } = {
  create: 'createGroupACK',
  destroy: 'deleteGroupChat',
  requestToJoin: 'joinGroupNotifications',
  acceptRequest: 'joinPublicGroupSuccess',
  joinPublicGroupDeclined: 'joinPublicGroupDeclined',
  inviteToJoin: 'invite',
  acceptInvite: 'invite_accept',
  rejectInvite: 'invite_decline',
  removeMember: 'removedFromGroup',
  unblockMember: 'allow',
  updateInfo: 'update',
  memberPresence: 'memberJoinPublicGroupSuccess',
  memberAbsence: 'leaveGroup',
  directJoined: 'direct_joined',
  changeOwner: 'changeOwner',
  setAdmin: 'addAdmin',
  removeAdmin: 'removeAdmin',
  muteMember: 'addMute',
  unmuteMember: 'removeMute',
  updateAnnouncement: 'updateAnnouncement',
  deleteAnnouncement: 'deleteAnnouncement',
  uploadFile: 'uploadFile',
  deleteFile: 'deleteFile',
  addUserToAllowlist: 'addUserToGroupWhiteList',
  removeAllowlistMember: 'rmUserFromGroupWhiteList',
  muteAllMembers: 'muteGroup',
  unmuteAllMembers: 'rmGroupMute',
}

/** Tells an operation of a group to `onPresence`, `onGroupChange` and, when it is an invite, `onInviteMessage`. */
export function legacyGroupEvent(face: Face, told: JSONObject): void {
  const type = types[told.operation]
  if (!type) return
  const { id, from, to, reason, ...more } = told
  const kicked = told.operation === 'removeMember' ? face.me : undefined
  const event = { ...more, type, gid: id, from, to, reason: reason || '', status: reason || '', kicked, chatroom: false }
  face.handlers.tellLegacy('onPresence', event)
  face.handlers.tellLegacy('onGroupChange', event)
  if (type === 'invite') face.handlers.tellLegacy('onInviteMessage', event)
}

/** The same of a chatroom, to `onPresence` and `onChatroomChange`. */
export function legacyRoomEvent(face: Face, told: JSONObject): void {
  const names: { [operation: string]: string } = { ...types, memberPresence: 'memberJoinChatRoomSuccess', memberAbsence: 'leaveChatRoom', removeMember: 'removedFromChatRoom', destroy: 'deleteGroupChat', muteAllMembers: 'muteChatRoom', unmuteAllMembers: 'rmChatRoomMute' }
  const type = names[told.operation]
  if (!type) return
  const { id, ...more } = told
  const event = { ...more, type, gid: id, chatroom: true, chatRoomId: id }
  face.handlers.tellLegacy('onPresence', event)
  face.handlers.tellLegacy('onChatroomChange', event)
}
