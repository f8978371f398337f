import type { JSONObject } from '../../message'
import { legacyTypeOf } from '../address'
import type { ChatMessage } from './modern'

const kinds: { [chatType: string]: string } = { singleChat: 'user/', groupChat: 'group/', chatRoom: 'room/' }

/** The older form of a message, as `listen` hears it: `type` says where it is, `data` what it says. */
export function legacyForm(message: ChatMessage, accessToken: string): JSONObject {
  const { id, from, to, ext, time, chatType, type } = message
  const form: JSONObject = { ...message, id, from, to, ext, time, contentsType: contentsTypes[type] || type.toUpperCase(), type: legacyTypeOf(kinds[chatType]), delay: '' }
  if (type === 'txt') {
    form.data = message.msg
    form.sourceMsg = message.msg
  } else if (message.url !== undefined) {
    form.accessToken = accessToken
    form.token = accessToken
    form.filename = message.filename
  }
  delete form.msg
  return form
}

const contentsTypes: { [type: string]: string } = { txt: 'TEXT', img: 'IMAGE', audio: 'VOICE', video: 'VIDEO', file: 'FILE', loc: 'LOCATION', cmd: 'COMMAND', custom: 'CUSTOM', combine: 'COMBINE' }
