import { answering, type Answer } from '../answering'
import type { Face } from '../face'
import { contactMethods } from './contacts'
import { conversationMethods } from './conversations'
import { groupMemberMethods } from './group-members'
import { groupRuleMethods } from './group-rules'
import { groupMethods } from './groups'
import { historyMethods } from './history'
import { messageMethods } from './messages'
import { oldNames } from './old-names'
import { presenceMethods } from './presence'
import { profileMethods } from './profiles'
import { roomMemberMethods } from './room-members'
import { roomMethods } from './rooms'
import { type Sent, sendingMethods } from './sending'
import { silentMethods } from './silent'
import { threadMethods } from './threads'
import { unsupportedMethods } from './unsupported'

const methodsOf = (face: Face) => ({
  ...sendingMethods(face),
  ...messageMethods(face),
  ...historyMethods(face),
  ...conversationMethods(face),
  ...contactMethods(face),
  ...profileMethods(face),
  ...silentMethods(face),
  ...groupMethods(face),
  ...groupMemberMethods(face),
  ...groupRuleMethods(face),
  ...roomMethods(face),
  ...roomMemberMethods(face),
  ...presenceMethods(face),
  ...threadMethods(face),
})

type Named = ReturnType<typeof methodsOf>

/** All methods of a connection but those of its own life. */
export type Methods = Named & { [Old in keyof typeof oldNames]: (typeof oldNames)[Old] extends keyof Named ? Named[(typeof oldNames)[Old]] : never } & { [unsupported: string]: unknown }

// Callbacks of older code get something else than the promise.
const roster = ({ data }: Answer<string[]>) => [data.map((name) => ({ name, jid: name, subscription: 'both', groups: [] }))]
const forCallback = {
  send: (sent: Sent) => [sent.localMsgId, sent.serverMsgId],
  getContacts: roster,
  fetchHistoryMessages: (messages: unknown[]) => [messages],
}

/** Makes the methods of a connection, with the callbacks of the old API and its errors. */
export function allMethods(face: Face): Methods {
  const methods: { [name: string]: unknown } = { ...answering(methodsOf(face), forCallback), ...answering(unsupportedMethods()) }
  ;(Object.keys(oldNames) as Array<keyof typeof oldNames>).forEach((old) => {
    methods[old] = methods[oldNames[old]]
  })
  return methods as Methods
}

