import { listConversations, readHistory } from '../../api/routes'
import type { Client } from '../../client'
import type { Conversation, Message } from '../../message'
import type { Face } from '../face'
import { allOf } from '../paging'
import { told } from './messages'

// So many unread messages of a conversation are told; the rest is in its history.
const most = 100

/**
 * The first time that a user is logged in on a device, what is unread is told as messages: the old service kept what
 * nobody had got. From then on the client knows what it has told.
 */
export function offlineMessages(face: Face, client: Client): void {
  client.on('synced', () => face.inLine(() => unreadOnce(face)))
}

async function unreadOnce(face: Face): Promise<void> {
  const key = `hongyan/easemob/${face.app || 'default'}/${face.me}`
  if (await face.storage.get(key)) return
  const list = await allOf((cursor) => face.call(listConversations, { cursor, limit: 100 }).then((page) => ({ items: page.conversations as Conversation[], next: page.next })))
  // The oldest conversation first, as they would have come.
  for (const one of list.reverse()) if (one.unread > 0) await unreadOf(face, one)
  await face.storage.set(key, '1')
}

async function unreadOf(face: Face, { conversation, read_seq, last_seq }: Conversation): Promise<void> {
  const { messages } = await face.call(readHistory, conversation, { after: Math.max(read_seq, last_seq - most), limit: most })
  for (const message of messages as Message[]) {
    if (message.from !== face.me && ['none', 'event', 'recalled'].indexOf(message.type) < 0) await told(face, conversation, message)
  }
}
