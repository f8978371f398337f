import type { Storage } from './host/host'

/** Who is logged in. The server says in CONNACK what app and user the names of the login stand for. */
export interface Identity {
  app: string
  user: string
  /** There, when ids are the same in capital and small letters [PROTOCOL 1.5]. */
  fold_ids?: string
}

/** An id or address as the server spells it. */
export const spelled = (identity: Identity, name: string): string => (identity.fold_ids ? name.toLowerCase() : name)

/** Guests have no account: they enter chatrooms and read there, and nothing else [PROTOCOL 8.6]. */
export const isGuest = (identity: Identity): boolean => identity.user.indexOf('guest~') === 0

/** Letters and digits at random. Not for secrets. */
export function randomName(length: number): string {
  let name = ''
  while (name.length < length) name += Math.random().toString(36).slice(2)
  return name.slice(0, length)
}

const deviceKey = 'hongyan/device'

/** The name of this device, the same as long as its storage lives. */
export async function deviceName(storage: Storage): Promise<string> {
  const known = await storage.get(deviceKey)
  if (known) return known
  const name = randomName(12)
  await storage.set(deviceKey, name)
  return name
}
