import type { Storage } from './host/host'

/** Who is logged in. The server says in CONNACK what app and user the names of the login stand for. */
export interface Identity {
  app: string
  user: string
}

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
