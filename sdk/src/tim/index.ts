import { configure } from '../address'
import { EVENT, TYPES } from './constants'
import { TIMError } from './errors'
import { makeInstance, type TIMInstance } from './instance'
import { unsupported } from './unsupported'

const instances: { [sdkAppID: string]: TIMInstance } = {}

/** Makes the instance of an app; for the same SDKAppID always the same one, until it is destroyed. */
function create({ SDKAppID }: { SDKAppID: number | string }): TIMInstance {
  if (!Number(SDKAppID)) throw new TIMError(2000, 'TIM.create needs the SDKAppID of the app: `hongyan key` prints it')
  const key = String(Number(SDKAppID))
  return instances[key] || (instances[key] = makeInstance(Number(SDKAppID), () => delete instances[key]))
}

/**
 * The old API of Tencent over a Hongyan server. Old code has only to say where that is, once:
 * `TIM.configure({servers: ['https://chat.example.com']})`.
 */
const TIM = { create, configure, TYPES, EVENT, VERSION: '2.27.6', unsupported }

export type { Address } from '../address'
export type { TIMInstance } from './instance'
export type { TIMConversation, TIMMessage } from './objects'
export type { NewMessage } from './messages/create'
export { configure }
export default TIM
