import { conversationMethods } from './conversations/methods'
import { type About, timError, TIMError } from './errors'
import { Face, notReady } from './face'
import { applicationMethods } from './groups/notices'
import { attributeMethods } from './groups/attributes'
import { memberMethods } from './groups/members'
import { groupMethods } from './groups/methods'
import { topicMethods } from './groups/topics'
import { leave, loginMethods } from './login'
import { changingMethods } from './messages/change'
import { creating } from './messages/create'
import { historyMethods } from './messages/history'
import { sendingMethods } from './messages/send'
import { friendMethods } from './people/friends'
import { friendGroupMethods } from './people/groups'
import { peopleMethods } from './people/methods'
import { unsupported } from './unsupported'

// biome-ignore lint: old code is not typed; what each method takes is said where it is defined
type Method = (...args: any[]) => any

/** What `TIM.create` gives: functions, and nothing else that could be seen. */
export interface TIMInstance {
  [method: string]: Method
}

/** Makes an instance. `ended` is called by `destroy`. */
export function makeInstance(sdkAppID: number, ended: () => void): TIMInstance {
  const face = new Face(sdkAppID)
  const { findMessage, ...history } = historyMethods(face)
  const asking: { [name: string]: Method } = {
    ...sendingMethods(face),
    ...history,
    ...changingMethods(face),
    ...conversationMethods(face),
    ...groupMethods(face),
    ...memberMethods(face),
    ...applicationMethods(face),
    ...attributeMethods(face),
    ...topicMethods(face),
    ...peopleMethods(face),
    ...friendMethods(face),
    ...friendGroupMethods(face),
  }
  const instance: TIMInstance = { ...atOnce(face, ended), ...creating(face), findMessage }
  const entering: { [name: string]: Method } = loginMethods(face)
  Object.keys(entering).forEach((name) => (instance[name] = answered(entering[name])))
  Object.keys(asking).forEach((name) => (instance[name] = answered(whenReady(face, asking[name]))))
  Object.keys(unsupported).forEach((name) => (instance[name] = answered(whenReady(face, () => Promise.reject(new TIMError(60020, `${name} is not supported here: ${unsupported[name]}`))))))
  return instance
}

/** What needs no server, or answers without waiting. */
function atOnce(face: Face, ended: () => void): TIMInstance {
  const { events } = face
  return {
    on: (name: string, handler: never, context?: unknown) => events.on(name, handler, context),
    once: (name: string, handler: never, context?: unknown) => events.on(name, handler, context, true),
    off: (name: string, handler?: never, context?: unknown) => events.off(name, handler, context),
    isReady: () => face.ready,
    getLoginUser: () => face.me,
    getServerTime: () => Date.now(),
    // Logs are the app's own business; files go to our server, whoever was to upload them before.
    setLogLevel: () => undefined,
    registerPlugin: () => undefined,
    callExperimentalAPI: async () => ({ code: 0, data: { enabled: false } }),
    destroy: async () => {
      leave(face)
      events.emit('sdkDestroy', { SDKAppID: face.sdkAppID })
      events.clear()
      ended()
    },
  }
}

const whenReady = (face: Face, method: Method): Method => (...args) => {
  if (!face.ready) throw notReady()
  return method(...args)
}

/** What every promise resolves with, and what it rejects with. */
const answered = (method: Method): Method => async (...args) => {
  try {
    return { code: 0, data: await method(...args) }
  } catch (thrown) {
    throw timError(thrown, aboutOf(args))
  }
}

function aboutOf([first]: unknown[]): About {
  const one = (Array.isArray(first) ? first[0] : first) as { conversationType?: string; conversationID?: string; groupID?: string; to?: string } | string | undefined
  const id = typeof one === 'string' ? one : (one && (one.conversationID || one.conversationType)) || ''
  if (id.indexOf('C2C') === 0) return 'C2C'
  return id.indexOf('GROUP') === 0 || (typeof one === 'object' && one.groupID) ? 'GROUP' : 'other'
}
