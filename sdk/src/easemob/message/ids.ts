import { ChatError } from '../../errors'
import type { Message } from '../../message'

/** Where a message is. */
export interface Place {
  conversation: string
  seq: number
  from: string
  id: string
  /** Its sender wants to know who in the group has read it. */
  receipt?: boolean
}

/** Reads messages of a conversation between two times, in milliseconds since 1970. */
export type Between = (conversation: string, since: number, until: number) => Promise<Message[]>

// As many as a device shows in a day, about.
const most = 5000

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** When an id was made: ids of messages are ULIDs, which begin with it. */
function timeOf(id: string): number | undefined {
  if (!/^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)) return undefined
  let time = 0
  for (const c of id.slice(0, 10)) time = time * 32 + base32.indexOf(c)
  return time
}

/**
 * The old API names a message by its id alone, the server by its conversation and `seq`. What was seen is remembered;
 * what was not is found by the time in its id.
 */
export class MessageIds {
  private places: { [id: string]: Place } = {}
  private order: string[] = []

  constructor(private between: Between) {}

  /** Remembers where a message is, by its id and by the id that this device gave it. */
  saw(conversation: string, message: Message): void {
    if (message.seq === undefined) return
    const place = { conversation, seq: message.seq, from: message.from, id: message.id, receipt: message.receipt }
    this.keep(message.id, place)
    if (message.cid) this.keep(message.cid, place)
  }

  /** Where a message is, as far as it was seen. */
  known(id: string): Place | undefined {
    return this.places[id]
  }

  /** The messages of a conversation that were seen, up to a seq, in their order. */
  upTo(conversation: string, from: string, seq: number): Place[] {
    return this.order
      .map((id) => this.places[id])
      .filter((place, i) => place.id === this.order[i] && place.conversation === conversation && place.from === from && place.seq <= seq)
      .sort((a, b) => a.seq - b.seq)
  }

  /** Where a message is. Rejects with `no_such_message`. */
  async find(conversation: string, id: string): Promise<Place> {
    const known = this.places[id]
    if (known) return known
    const time = timeOf(String(id))
    // The server's clock gave both times, one a moment after the other.
    const messages = time === undefined ? [] : await this.between(conversation, time - 2000, time + 10000)
    messages.forEach((message) => this.saw(conversation, message))
    const found = this.places[id]
    if (!found) throw new ChatError('no_such_message', `there is no message "${id}" in ${conversation}`, { field: 'messageId' })
    return found
  }

  private keep(id: string, place: Place): void {
    if (!this.places[id]) this.order.push(id)
    this.places[id] = place
    if (this.order.length > most) delete this.places[this.order.shift()!]
  }
}
