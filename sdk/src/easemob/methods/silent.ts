import { getConversationDND, getDND, listDND, setConversationDND, setDND } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { addressOf, type ChatType, chatTypeOf, idOf } from '../address'
import { answer } from '../answering'
import type { Face } from '../face'

type DND = components['schemas']['DND']
type NewDND = components['schemas']['NewDND']

/** What the old API says of times to be quiet: one of three things at a time. */
export interface SilentOptions {
  /** 0: which messages disturb; 1: for how long nothing disturbs; 2: a part of each day. */
  paramType: number
  remindType?: 'ALL' | 'AT' | 'NONE' | 'DEFAULT'
  /** Minutes. */
  duration?: number
  startTime?: { hours: number; minutes: number }
  endTime?: { hours: number; minutes: number }
}

const modes: { [remind: string]: DND['mode'] } = { ALL: 'all', AT: 'mentions', NONE: 'none' }
const reminds: { [mode: string]: string } = { all: 'ALL', mentions: 'AT', none: 'NONE' }

// The zone of this device: by its name, or by its hours from UTC where the host does not know it.
function zone(): string {
  try {
    const name = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (name) return name
  } catch (_) {}
  const hours = Math.round(new Date().getTimezoneOffset() / 60)
  return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '+' : ''}${hours}`
}

const two = (n: number) => `${n < 10 ? '0' : ''}${n}`
const clock = (time: { hours: number; minutes: number }) => `${two(time.hours)}:${two(time.minutes || 0)}`

function changed(now: DND, options: SilentOptions): NewDND {
  const next: NewDND = { mode: now.mode, until: now.until, window: now.window }
  if (options.paramType === 0) next.mode = modes[options.remindType || 'ALL']
  else if (options.paramType === 1) {
    next.until = undefined
    if (options.duration) next.seconds = options.duration * 60
  } else {
    const { startTime, endTime } = options
    const same = !startTime || !endTime || clock(startTime) === clock(endTime)
    next.window = same ? undefined : { from: clock(startTime), to: clock(endTime), zone: zone() }
  }
  return next
}

const plain = (time: string) => time.split(':').map(Number).join(':')

function shown(dnd: DND): JSONObject {
  return {
    type: dnd.mode ? reminds[dnd.mode] : 'DEFAULT',
    ...(dnd.window ? { ignoreInterval: `${plain(dnd.window.from)}-${plain(dnd.window.to)}` } : {}),
    ...(dnd.until ? { ignoreDuration: dnd.until } : {}),
  }
}

/** A conversation as the old API names it. */
export interface Named {
  conversationId: string
  type: ChatType
}

/** When one is not to be disturbed. Messages arrive all the same. */
export const silentMethods = (face: Face) => ({
  async setSilentModeForAll({ options }: { options: SilentOptions }) {
    return answer(shown(await face.call(setDND, changed(await face.call(getDND), options))))
  },
  async getSilentModeForAll(_callbacks?: object) {
    return answer(shown(await face.call(getDND)))
  },
  async setSilentModeForConversation({ conversationId, type, options }: Named & { options: SilentOptions }) {
    const conversation = addressOf(type, conversationId)
    return answer(shown(await face.call(setConversationDND, conversation, changed(await face.call(getConversationDND, conversation), options))))
  },
  /** Which messages disturb is again as it is for all conversations. */
  async clearRemindTypeForConversation({ conversationId, type }: Named) {
    const conversation = addressOf(type, conversationId)
    const { until, window } = await face.call(getConversationDND, conversation)
    return answer(shown(await face.call(setConversationDND, conversation, { until, window })))
  },
  async getSilentModeForConversation({ conversationId, type }: Named) {
    return answer(shown(await face.call(getConversationDND, addressOf(type, conversationId))))
  },
  async getSilentModeForConversations({ conversationList }: { conversationList: Array<{ id: string; type: ChatType }> }) {
    const found: { user: JSONObject; group: JSONObject } = { user: {}, group: {} }
    for (const { id, type } of conversationList) {
      const dnd = await face.call(getConversationDND, addressOf(type, id))
      found[type === 'groupChat' ? 'group' : 'user'][id] = shown(dnd)
    }
    return answer(found)
  },
  /** Conversations that have a setting of their own. */
  async getSilentModeRemindTypeConversations({ pageSize = 20, cursor }: { pageSize?: number; cursor?: string } = {}) {
    const page = await face.call(listDND, { limit: pageSize, cursor: cursor || undefined })
    return answer({ conversations: page.conversations.map((one) => ({ conversationId: idOf(one.conversation), type: chatTypeOf(one.conversation), remindType: shown(one).type })), cursor: page.next || '' })
  },
})
