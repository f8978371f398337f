import { ChatError } from './errors'
import type { Session } from './mqtt/session'

/** The chatrooms that the user is in: entered again with each connection, because a session starts clean. */
export class Rooms {
  private inside: { [room: string]: true } = {}

  constructor(
    private topic: (room: string) => string,
    private session: () => Session | undefined,
    private lost: (room: string, err: ChatError) => void,
  ) {}

  /** Enters a chatroom. Rejects with the server's refusal, or `offline`. */
  async enter(room: string): Promise<void> {
    const session = this.session()
    if (!session) throw new ChatError('offline', 'there is no connection; enter the chatroom when the state is `connected`')
    await session.subscribe(this.topic(room))
    this.inside[room] = true
  }

  async leave(room: string): Promise<void> {
    delete this.inside[room]
    const session = this.session()
    if (session) await session.unsubscribe(this.topic(room))
  }

  /** Enters all of them anew. One that refuses, because it is gone or the user was banned, is left. */
  async enterAgain(session: Session): Promise<void> {
    for (const room of Object.keys(this.inside)) {
      try {
        await session.subscribe(this.topic(room))
      } catch (thrown) {
        const err = thrown as ChatError
        if (err.temporary) throw err
        delete this.inside[room]
        this.lost(room, err)
      }
    }
  }
}
