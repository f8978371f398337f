import { ChatError } from './errors'
import type { Host, Storage } from './host/host'

/**
 * What old code does not say: where the server is. There are three places for it, and the first that says something
 * wins: `configure`, the copy of this file that a server gave out or `hongyan bake` wrote, and the addresses that the old
 * code names itself.
 */
export interface Address {
  /** `https://chat.example.com`, in the order of preference. */
  servers?: string[]
  /** The app, when it is not the one that the old code names by its key or number. */
  app?: string
  /** Where the SDK runs, when it is not to find that out itself. */
  host?: Host
  /** Where it keeps what outlives the app; by default the host's storage. */
  storage?: Storage
}

// Baking puts a JSON object in a string in the place of this text, which stands once in each built file.
const baked = '%hongyan-baked-address%'

let configured: Address = {}

/** Says where the server is, once, before the old code connects. What is not said stays as it was. */
export function configure(address: Address): void {
  configured = { ...configured, ...address }
}

/** What this copy of the file was baked with; nothing in the copy that is built. */
export function bakedAddress(): Address {
  return baked.charAt(0) === '{' ? (JSON.parse(baked) as Address) : {}
}

/** Where the server is. `named` are addresses that the old code names itself: they count when nothing else was said. */
export function addressFor(named: string[] = []): Address & { servers: string[] } {
  const known: Address = { ...bakedAddress(), ...configured }
  const servers = known.servers && known.servers.length > 0 ? known.servers : named
  if (servers.length > 0) return { ...known, servers }
  throw new ChatError('bad_option', "say where the server is, once, at the start: configure({servers: ['https://chat.example.com']})", { field: 'servers' })
}
