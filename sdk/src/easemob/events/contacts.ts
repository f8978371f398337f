import type { Client } from '../../client'
import type { ServerEvent } from '../../inbox/inbox'
import type { Face } from '../face'

/** Tells of contacts: requests, answers, ends. */
export function contactEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    if (event.event.indexOf('contact.') === 0) face.inLine(() => told(face, event))
  })
}

function told(face: Face, { event, from, to, text }: ServerEvent): void {
  const mine = from === face.me
  const tell = (handler: string, type: string, status = '') => {
    const told = { type, to: face.me, from: mine ? to : from, status, presence_type: type }
    face.handlers.tell(handler, told)
    face.handlers.tellLegacy('onContactChange', told)
  }
  const presence = (type: string) => face.handlers.tellLegacy('onPresence', { type, to: face.me, from: mine ? to : from, status: text || '' })
  const roster = (subscription: string) => face.handlers.tellLegacy('onRoster', [{ name: mine ? to : from, subscription }])
  if (event === 'contact.requested' && !mine) {
    tell('onContactInvited', 'subscribe', text || '')
    presence('subscribe')
  } else if (event === 'contact.accepted') {
    if (!mine) tell('onContactAgreed', 'subscribed')
    tell('onContactAdded', 'subscribed')
    if (!mine) presence('subscribed')
    roster('both')
  } else if (event === 'contact.declined' && !mine) {
    tell('onContactRefuse', 'unsubscribed', text || '')
    presence('unsubscribed')
  } else if (event === 'contact.removed') {
    tell('onContactDeleted', 'unsubscribed')
    presence('unsubscribed')
    roster('none')
  }
}
