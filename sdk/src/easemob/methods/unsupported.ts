import { EasemobError } from '../errors'

/** Methods that there is nothing for at the server, and why. They reject with OPERATION_UNSUPPORTED. */
export const unsupported: { [method: string]: string } = {
  translateMessage: 'the server does not translate',
  getSupportedLanguages: 'the server does not translate',
  setPushPerformLanguage: 'pushes are told to the app’s own server, which words them',
  getPushPerformLanguage: 'pushes are told to the app’s own server, which words them',
  uploadPushToken: 'devices are registered with PUT /v1/push/devices',
  blockGroup: 'a group can be silent (setSilentModeForConversation), but its messages arrive',
  unblockGroup: 'a group can be silent (setSilentModeForConversation), but its messages arrive',
  addUsersToChatRoom: 'who is in a chatroom is who enters it',
  uploadChatRoomSharedFile: 'groups share files, chatrooms do not',
  deleteChatRoomSharedFile: 'groups share files, chatrooms do not',
  getChatRoomSharedFilelist: 'groups share files, chatrooms do not',
  fetchChatRoomSharedFileList: 'groups share files, chatrooms do not',
}

/** The methods that are not supported. */
export function unsupportedMethods(): { [method: string]: () => Promise<never> } {
  const methods: { [method: string]: () => Promise<never> } = {}
  Object.keys(unsupported).forEach((name) => {
    methods[name] = async () => {
      throw new EasemobError('OPERATION_UNSUPPORTED', `${name} is not supported: ${unsupported[name]}`, { code: 'unsupported' })
    }
  })
  return methods
}
