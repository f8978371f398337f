import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject } from '../../message'
import { chatTypeOf, idOf } from '../address'
import type { Face } from '../face'

/** Tells what the user did on another device. */
export function deviceEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    const told = operation(event)
    if (told) face.inLine(() => face.handlers.tell('onMultiDeviceEvent', { from: face.me, timestamp: event.ts || Date.now(), ...told }))
  })
}

function operation(event: ServerEvent): JSONObject | undefined {
  const where = event.conversation && event.conversation.indexOf('/') > 0 ? { conversationId: idOf(event.conversation), conversationType: chatTypeOf(event.conversation), chatType: chatTypeOf(event.conversation) } : {}
  switch (event.event) {
    case 'conversation.changed':
      if (event.hidden) return { operation: 'deleteConversation', ...where }
      return { operation: event.pinned ? 'pinnedConversation' : 'unpinnedConversation', ...where, marks: event.marks }
    case 'messages.deleted':
      return { operation: 'deleteRoaming', ...where, seqs: event.seqs }
    case 'dnd.changed':
      return event.conversation ? { operation: event.mode || event.until ? 'setSilentModeForConversation' : 'removeSilentModeForConversation', type: event.mode, ...where } : { operation: 'setSilentModeForUser', type: event.mode }
    case 'contact.blocked':
      return { operation: 'block', userId: event.to }
    case 'contact.unblocked':
      return { operation: 'allow', userId: event.to }
    case 'contact.changed':
      return { operation: 'setRemark', userId: event.to, remark: event.remark }
    case 'read':
      return { operation: 'readConversation', ...where }
    default:
      return undefined
  }
}
