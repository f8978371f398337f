import type { JSONObject, Message } from '../../message'
import type { Face } from '../face'
import { isTip, tipPayload } from '../groups/tips'
import { conversationIDOf, idOf, seconds, type TIMMessage, typeOf } from '../objects'
import { cloudCustomData, forms, messageID, timType } from './form'
import { mediaPayload } from './media'

/** A message that no field but these tells from others. */
export function blank(face: Face, conversationID: string, type: string): TIMMessage {
  return {
    ID: '',
    type,
    payload: {},
    conversationID,
    conversationType: typeOf(conversationID),
    to: conversationID.replace(/^(C2C|GROUP)/, ''),
    from: face.me,
    flow: 'out',
    time: 0,
    clientTime: 0,
    random: 0,
    sequence: 0,
    status: 'unSend',
    priority: 'Normal',
    nick: '',
    avatar: '',
    nameCard: '',
    isRead: false,
    isPeerRead: false,
    isRevoked: false,
    isDeleted: false,
    isModified: false,
    isBroadcastMessage: false,
    isSupportExtension: false,
    hasRiskContent: false,
    needReadReceipt: false,
    readReceiptInfo: {},
    atUserList: [],
    receiverList: [],
    cloudCustomData: '',
    revoker: '',
    revokerInfo: { userID: '', nick: '', avatar: '' },
    revokeReason: '',
  }
}

/** A message of the server as this face shows it; undefined for what is shown to nobody. */
export async function show(face: Face, address: string, ours: Message): Promise<TIMMessage | undefined> {
  if (ours.type === 'none' || (ours.type === 'event' && !isTip(ours.body))) return undefined
  const { nick, avatar } = await face.people.named(ours.from)
  const { me } = face
  const view = face.conversations.view(address)
  const shown = { ...blank(face, conversationIDOf(address), timType(ours)), ID: messageID(ours), nick, avatar }
  Object.assign(shown, {
    from: ours.from,
    to: idOf(ours.to),
    flow: ours.from === me ? 'out' : 'in',
    time: seconds(ours.ts),
    clientTime: seconds(ours.ts),
    sequence: ours.seq || 0,
    status: 'success',
    priority: ours.priority === 'high' ? 'High' : ours.priority === 'low' ? 'Low' : 'Normal',
    isRead: ours.from === me || !!(view && ours.seq && ours.seq <= view.read_seq),
    isPeerRead: ours.from === me && !!(view && ours.seq && view.peer_read_seq && ours.seq <= view.peer_read_seq),
    isRevoked: ours.type === 'recalled',
    isModified: !!ours.edited,
    needReadReceipt: !!ours.receipt || !!(ours.ext && ours.ext.needReadReceipt),
    atUserList: (ours.at || []).map((user) => (user === 'all' ? '__kImSDK_MesssageAtALL__' : user)),
    receiverList: ours.only || [],
    cloudCustomData: cloudCustomData(ours.ext),
  })
  if (address.indexOf('group/') === 0 && ours.from) shown.nameCard = await face.people.nameCard(idOf(address), ours.from)
  if (ours.recalled) Object.assign(shown, { revoker: ours.recalled.by || '', revokerInfo: await face.people.named(ours.recalled.by || '') })
  shown.payload = await payloadOf(face, ours, shown.type)
  return face.shelf.put({ shown: recalledAsBefore(face, shown), ours })
}

async function payloadOf(face: Face, ours: Message, type: string): Promise<TIMMessage['payload']> {
  const { body } = ours
  if (ours.type === 'event') return tipPayload(face, ours)
  if (type === 'TIMRelayElem') return { ...forms[type].in(body), messageList: await Promise.all(((body.messages || []) as JSONObject[]).map((one) => bundled(face, ours, one))) }
  if (forms[type]) return forms[type].in(body)
  const [file, cover] = await Promise.all([body.file, body.cover].map((id) => (id ? face.files.get(id) : undefined)))
  return mediaPayload(ours.type, body, file, cover)
}

// A message in a bundle. One that another kind of client put in may say less of itself.
async function bundled(face: Face, bundle: Message, { id = '', from = bundle.from, to = bundle.to, ts = bundle.ts, type: ours = 'txt', body = {}, ext, nick, avatar }: JSONObject): Promise<JSONObject> {
  const inside = { id, from, to, ts, type: ours, body, ext } as Message
  const type = timType(inside)
  const payload = await payloadOf(face, inside, type)
  const named = nick === undefined ? await face.people.named(from) : { nick, avatar }
  const conversationID = conversationIDOf(String(to).indexOf('group/') === 0 ? to : `user/${from}`)
  return { ...named, ID: id, type, payload, from, time: seconds(ts), conversationType: typeOf(conversationID), conversationID, to: idOf(String(to)), flow: 'in', status: 'success', cloudCustomData: cloudCustomData(ext), messageForShow: messageForShow({ type, payload }) }
}

// A recalled message has lost its type and content at the server; who has seen it keeps the type.
function recalledAsBefore(face: Face, shown: TIMMessage): TIMMessage {
  const before = shown.isRevoked && face.shelf.get(shown.ID)
  return before ? { ...shown, type: before.shown.type, payload: before.shown.payload } : shown
}

// What the list of conversations says of a message, by its type.
const short: { [type: string]: string } = {
  TIMImageElem: '[图片]',
  TIMSoundElem: '[语音]',
  TIMVideoFileElem: '[视频]',
  TIMFileElem: '[文件]',
  TIMFaceElem: '[表情]',
  TIMLocationElem: '[位置]',
  TIMRelayElem: '[聊天记录]',
  TIMCustomElem: '[自定义消息]',
  TIMGroupTipElem: '[群提示消息]',
  TIMGroupSystemNoticeElem: '[群系统通知]',
}

export const messageForShow = ({ type, payload }: Pick<TIMMessage, 'type' | 'payload'>): string => (type === 'TIMTextElem' ? payload.text : short[type] || '')
