import { ChatError } from '../errors'

/** The addresses of one server. */
export interface Server {
  /** `https://host`, without a slash behind. */
  http: string
  /** `wss://host/mqtt`. */
  socket: string
}

const form = /^(https?|wss?):\/\/([^\/?#]+)(\/[^?#]*)?$/i

/** Reads an address as an app writes it. Throws `bad_option` when it is none. */
export function parseServer(text: string): Server {
  const m = form.exec(String(text).trim())
  if (!m) throw new ChatError('bad_option', `"${text}" is no server: write https://chat.example.com`, { field: 'servers' })
  const secure = /^(https|wss)$/i.test(m[1])
  const rest = m[2] + (m[3] || '').replace(/\/+$/, '')
  return { http: (secure ? 'https://' : 'http://') + rest, socket: (secure ? 'wss://' : 'ws://') + rest + '/mqtt' }
}

/**
 * Servers in the order of preference, and the one whose turn it is. After a failure it is the next one's; after a round
 * the first one's again.
 */
export class Servers {
  private all: Server[]
  private at = 0

  constructor(list?: string[]) {
    if (!list || list.length === 0) throw new ChatError('bad_option', 'name at least one server: createClient({servers: ["https://chat.example.com"]})', { field: 'servers' })
    this.all = list.map(parseServer)
  }

  get current(): Server {
    return this.all[this.at]
  }

  get preferred(): Server {
    return this.all[0]
  }

  /** The current one failed. Tells whether a round is over. */
  next(): boolean {
    this.at = (this.at + 1) % this.all.length
    return this.at === 0
  }

  /** It is the preferred one's turn again. */
  prefer(): void {
    this.at = 0
  }
}
