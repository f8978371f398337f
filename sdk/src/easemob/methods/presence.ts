import { clearStatus, getPresence, listSubscriptions, setStatus, subscribe, unsubscribe } from '../../api/routes'
import type { components } from '../../api/schema'
import type { JSONObject } from '../../message'
import { answer } from '../answering'
import type { Face } from '../face'
import { pageOf } from '../paging'

type Presence = components['schemas']['Presence']

const seconds = (ms: number | undefined): number => (ms ? Math.round(ms / 1000) : 0)

// Of a user: `ext` is the custom status, `status` tells of each kind of device.
function seen(presence: Presence, expires?: number): JSONObject {
  const status: JSONObject = {}
  presence.platforms.forEach((one) => (status[one.platform] = 1))
  return { uid: presence.user, ext: presence.status || '', status, last_time: seconds(presence.last_seen) || seconds(Date.now()), expiry: seconds(expires) }
}

/** Who is online, and what users say of it. */
export const presenceMethods = (face: Face) => ({
  /** Tells who is subscribed what one does; an empty text takes it back. */
  async publishPresence({ description }: { description: string }) {
    if (description) await face.call(setStatus, { status: description })
    else await face.call(clearStatus)
  },
  /** From now on `onPresenceStatusChange` tells of these users, for so many seconds. */
  async subscribePresence({ usernames, expiry }: { usernames: string[]; expiry?: number }) {
    const watched = await face.call(subscribe, { users: usernames, expires_in: expiry })
    return answer({ result: watched.presence.map((one) => seen(one, watched.expires_at)) })
  },
  async unsubscribePresence({ usernames }: { usernames: string[] }) {
    await face.call(unsubscribe, { users: usernames })
    return answer({ result: 'ok' })
  },
  /** A page of those whom one is subscribed to; pages are numbered from 1. */
  async getSubscribedPresencelist({ pageNum = 1, pageSize = 20 }: { usernames?: string | string[]; pageNum?: number; pageSize?: number } = {}) {
    const read = (cursor?: string) => face.call(listSubscriptions, { cursor, limit: 1000 }).then((page) => ({ items: page.subscriptions, next: page.next }))
    const list = await pageOf(read, Number(pageNum), Number(pageSize), 1)
    return answer({ result: { totalnum: (await pageOf(read, 0, 3000, 0)).length, sublist: list.map((one) => ({ uid: one.user, expiry: seconds(one.expires_at) })) } })
  },
  async getPresenceStatus({ usernames }: { usernames: string[] }) {
    const { presence } = await face.call(getPresence, { users: usernames })
    return answer({ result: presence.map((one) => seen(one)) })
  },
})
