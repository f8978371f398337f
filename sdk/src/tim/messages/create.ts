import type { JSONObject } from '../../message'
import { TIMError } from '../errors'
import type { Face } from '../face'
import type { TIMMessage } from '../objects'
import { chosen, mediaTypes, waitingPayload } from './media'
import { blank, messageForShow } from './show'

/** What the app gives to have a message made. */
export interface NewMessage {
  to: string
  conversationType: 'C2C' | 'GROUP'
  payload: JSONObject
  priority?: string
  cloudCustomData?: string
  needReadReceipt?: boolean
  receiverList?: string[]
  onProgress?: (progress: number) => void
}

const random = (): number => Math.floor(Math.random() * 0xffffffff)

function make(face: Face, options: NewMessage, type: string, payload: JSONObject): TIMMessage {
  const { to, conversationType, priority = 'Normal', cloudCustomData = '', needReadReceipt = false } = options
  if (!to || (conversationType !== 'C2C' && conversationType !== 'GROUP')) throw new TIMError(2041, 'a message needs `to`, and a `conversationType`: TIM.TYPES.CONV_C2C or CONV_GROUP')
  const { receiverList = [] } = options
  if (receiverList.length > 0 && conversationType !== 'GROUP') throw new TIMError(2041, 'only a message to a group has a receiverList')
  const clientTime = Math.floor(Date.now() / 1000)
  const number = random()
  const message = { ...blank(face, conversationType + to, type), payload, priority, cloudCustomData, needReadReceipt, receiverList, clientTime, time: clientTime, random: number }
  return { ...message, ID: `${face.me}-${clientTime}-${number}` }
}

function withFile(face: Face, options: NewMessage, type: string): TIMMessage {
  const kind = mediaTypes[type]
  const file = chosen(options.payload.file, kind)
  const shown = make(face, options, type, waitingPayload(kind, file))
  face.shelf.put({ shown, file, onProgress: options.onProgress })
  return shown
}

/** The methods that make messages. They need no server: what is made is sent by `sendMessage`. */
export const creating = (face: Face) => ({
  createTextMessage: (options: NewMessage) => make(face, options, 'TIMTextElem', { text: String(options.payload.text) }),
  createTextAtMessage: (options: NewMessage) => ({ ...make(face, options, 'TIMTextElem', { text: String(options.payload.text) }), atUserList: options.payload.atUserList || [] }),
  createFaceMessage: (options: NewMessage) => make(face, options, 'TIMFaceElem', { index: options.payload.index, data: options.payload.data }),
  createCustomMessage({ ...options }: NewMessage) {
    const { data = '', description = '', extension = '' } = options.payload
    return make(face, options, 'TIMCustomElem', { data, description, extension })
  },
  createLocationMessage({ ...options }: NewMessage) {
    const { description = '', longitude, latitude } = options.payload
    return make(face, options, 'TIMLocationElem', { description, longitude, latitude })
  },
  createImageMessage: (options: NewMessage) => withFile(face, options, 'TIMImageElem'),
  createAudioMessage: (options: NewMessage) => withFile(face, options, 'TIMSoundElem'),
  createVideoMessage: (options: NewMessage) => withFile(face, options, 'TIMVideoFileElem'),
  createFileMessage: (options: NewMessage) => withFile(face, options, 'TIMFileElem'),
  createMergerMessage(options: NewMessage) {
    const { messageList, title = '', abstractList = [], compatibleText = '' } = options.payload
    if (!messageList || messageList.length === 0) throw new TIMError(2402, 'a merger message holds at least one message')
    return make(face, options, 'TIMRelayElem', { title, abstractList, compatibleText, downloadKey: '', pbDownloadKey: '', layersOverLimit: false, version: 1, messageList: (messageList as TIMMessage[]).map(merged) })
  },
  /** `payload` is the message to pass on. */
  createForwardMessage(options: NewMessage) {
    const { ID, type, payload } = options.payload
    const known = face.shelf.get(ID)
    if (type === 'TIMGroupTipElem' || type === 'TIMGroupSystemNoticeElem') throw new TIMError(2400, 'tips and notices of groups cannot be forwarded')
    const { shown } = known || { shown: { type, payload } }
    return make(face, { ...options }, shown.type, { ...shown.payload })
  },
})

// As it is kept in a merger message: who gets it reads it there.
function merged({ ID, type, payload, from, nick, avatar, time, conversationType, conversationID, to }: TIMMessage): JSONObject {
  return { type, payload, ID, from, nick, avatar, time, conversationType, conversationID, to, flow: 'in', status: 'success', messageForShow: messageForShow({ type, payload }) }
}
