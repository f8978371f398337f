import type { SendOptions } from '../../message'
import { timError } from '../errors'
import type { Face } from '../face'
import type { TIMMessage } from '../objects'
import { contentOf } from './content'
import { type Chosen, mediaPayload, mediaTypes } from './media'
import type { Shelved } from './shelf'

interface SendingOptions {
  onlineUserOnly?: boolean
  offlinePushInfo?: { disablePush?: boolean }
  messageControlInfo?: { excludedFromUnreadCount?: boolean; excludedFromLastMessage?: boolean }
}

const priorities: { [priority: string]: 'high' | 'normal' | 'low' } = { High: 'high', Normal: 'normal', Low: 'low', Lowest: 'low' }

/** The methods that send. A message that is handed in may be a copy of the one that was made. */
export const sendingMethods = (face: Face) => ({
  sendMessage: (message: TIMMessage, options: SendingOptions = {}) => send(face, message, options),
  // The same ID is the same message: one that arrived after all is not sent twice.
  resendMessage: (message: TIMMessage) => send(face, message, {}),
})

async function send(face: Face, given: TIMMessage, options: SendingOptions): Promise<{ message: TIMMessage }> {
  const known = face.shelf.get(given.ID)
  const message = known ? known.shown : given
  if (!known) face.shelf.put({ shown: message })
  const one = face.shelf.get(given.ID)!
  update(message, given, { status: 'unSend' })
  try {
    await post(face, one, options)
    update(message, given, { status: 'success' })
  } catch (thrown) {
    update(message, given, { status: 'fail' })
    throw timError(thrown, message.conversationType as 'C2C' | 'GROUP')
  }
  face.conversations.changed()
  return { message }
}

// The app may hold a copy, and looks at that.
function update(message: TIMMessage, given: TIMMessage, change: Partial<TIMMessage>): void {
  Object.assign(message, change)
  if (given !== message) Object.assign(given, change, { payload: message.payload })
}

async function post(face: Face, one: Shelved, options: SendingOptions): Promise<void> {
  const message = one.shown
  if (one.file) await upload(face, one)
  const { nick, avatar } = await face.people.named(face.me)
  Object.assign(message, { nick, avatar })
  const address = face.address(message.conversationID)
  const sent = await face.client.send(address, { ...contentOf(message), ...wishes(message, address, options) })
  Object.assign(message, { time: Math.floor(sent.ts / 1000), sequence: sent.seq || 0 })
  const { type, body, ext } = contentOf(message)
  one.ours = { id: sent.id, cid: message.ID, from: face.me, to: address, seq: sent.seq, ts: sent.ts, type: type!, body, ext }
}

async function upload(face: Face, one: Shelved): Promise<void> {
  const message = one.shown
  const { source, cover, ...about } = one.file as Chosen
  const tell = one.onProgress
  const file = await face.client.upload(source, { ...about, onProgress: ({ sent, total }) => tell && total && tell(sent / total) })
  const small = cover ? await face.client.upload(cover) : undefined
  for (const known of [file, small]) if (known) face.files.put(known)
  message.payload = mediaPayload(mediaTypes[message.type], { name: file.name || about.name, duration: about.duration }, file, small)
  one.file = undefined
}

function wishes(message: TIMMessage, address: string, { onlineUserOnly, offlinePushInfo, messageControlInfo = {} }: SendingOptions): Partial<SendOptions> {
  const at = message.atUserList.indexOf('__kImSDK_MesssageAtALL__') >= 0 ? ['all'] : message.atUserList
  return {
    cid: message.ID,
    at: at.length > 0 ? at : undefined,
    only: (message.receiverList || []).length > 0 ? message.receiverList : undefined,
    store: onlineUserOnly ? false : undefined,
    silent: messageControlInfo.excludedFromUnreadCount || undefined,
    no_push: (offlinePushInfo && offlinePushInfo.disablePush) || undefined,
    receipt: (message.needReadReceipt && address.indexOf('group/') === 0) || undefined,
    priority: address.indexOf('room/') === 0 ? priorities[message.priority] : undefined,
  }
}
