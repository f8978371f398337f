import type { Client } from '../../client'
import { lastOfThreads } from '../../api/routes'
import type { components } from '../../api/schema'
import type { ServerEvent } from '../../inbox/inbox'
import type { JSONObject, Message } from '../../message'
import type { Face } from '../face'
import { threadOf } from '../methods/threads'

type Thread = components['schemas']['Thread']

const operations: { [event: string]: string } = { 'thread.created': 'create', 'thread.renamed': 'update', 'thread.updated': 'update', 'thread.dismissed': 'destroy' }

/** Tells of threads: what becomes of them, and that one was taken out of one. */
export function threadEvents(face: Face, client: Client): void {
  client.on('event', (event) => {
    // Events in the history of a thread say the same as those of its group, to those who are in it.
    if (event.event.indexOf('thread.') !== 0 || event.seq) return
    if (event.event === 'thread.joined') face.threads[event.thread.id] = threadOf(event.thread)
    else if (event.event === 'thread.left') face.inLine(() => left(face, event.thread))
    else if (operations[event.event]) face.inLine(() => changed(face, event))
  })
}

function left(face: Face, thread: Thread): void {
  if (face.leavingNow(thread.id)) return
  face.handlers.tell('onChatThreadChange', { ...threadOf(thread), operation: 'userRemove', operator: '', userName: face.me })
}

async function changed(face: Face, { event, by, thread }: ServerEvent): Promise<void> {
  const told: JSONObject = threadOf(thread)
  face.threads[told.id] = told
  const more: JSONObject = {}
  if (event === 'thread.updated') more.lastMessage = await last(face, told.id)
  face.handlers.tell('onChatThreadChange', { ...told, ...more, operation: operations[event], operator: by || '', userName: face.me })
}

async function last(face: Face, id: string): Promise<JSONObject | undefined> {
  const { threads } = await face.call(lastOfThreads, { threads: [id] })
  const message = threads[0] && threads[0].last
  return message ? face.modern(`group/${id}`, message as Message) : undefined
}
