import type { Client } from '../../client'
import type { Face } from '../face'

/** Tells of users to whose presence one is subscribed. */
export function presenceEvents(face: Face, client: Client): void {
  client.on('presence.changed', ({ user, status, platforms, last_seen, ts }) => {
    const statusDetails = ((platforms || []) as Array<{ platform: string }>).map(({ platform }) => ({ device: platform, status: 1 }))
    const told = { userId: user, lastTime: Math.round((last_seen || ts || Date.now()) / 1000), expire: 0, ext: status || '', statusDetails }
    face.inLine(() => face.handlers.tell('onPresenceStatusChange', [told]))
  })
}
