import type { Route } from '../api/call'
import { readReceipts } from '../api/routes'
import type { Client } from '../client'
import { Readers } from '../readers'
import { Conversations } from './conversations/list'
import { TIMError } from './errors'
import { Events } from './events'
import { Files } from './files'
import { Groups } from './groups/known'
import { Shelf } from './messages/shelf'
import { addressOf } from './objects'
import { People } from './people/known'

/** What the methods of one instance share. While nobody is logged in there is no client, and calls are refused. */
export class Face {
  readonly events = new Events()
  readonly people = new People(this)
  readonly groups = new Groups(this)
  readonly files = new Files(this)
  readonly shelf = new Shelf()
  readonly conversations = new Conversations(this)
  readonly readers = new Readers((group, seq) => this.call(readReceipts, group, seq))
  /** SDK_READY was told. */
  ready = false
  private current: Client | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(readonly sdkAppID: number) {}

  get client(): Client {
    if (!this.current) throw notReady()
    return this.current
  }

  get me(): string {
    return (this.current && this.current.user) || ''
  }

  /** Begins, or ends, what belongs to one user. */
  use(client: Client | undefined): void {
    this.current = client
    this.ready = false
    this.people.clear()
    this.groups.clear()
    this.files.clear()
    this.shelf.clear()
    this.conversations.clear()
    this.readers.clear()
  }

  /** Tells whether a client is still the one that is used. */
  uses(client: Client): boolean {
    return this.current === client
  }

  /** Calls an operation of the server. */
  call<Args extends unknown[], Answer>(route: Route<Args, Answer>, ...args: Args): Promise<Answer> {
    return this.client.call(route as Route<never, unknown>, ...(args as never)) as Promise<Answer>
  }

  address(conversationID: string): string {
    if (!conversationID) throw new TIMError(2040, 'say which conversation: give its conversationID, C2C… or GROUP…')
    return addressOf(conversationID, (id) => this.groups.isRoom(id))
  }

  /** Runs what the server told one after the other: names and addresses of files are looked up before it is passed on. */
  inTurn(task: () => Promise<void>): void {
    const { current } = this
    this.turn = this.turn
      .then(() => (this.current === current ? task() : undefined))
      .catch((thrown) => this.failed(thrown))
  }

  /** Something failed in the background. */
  failed(thrown: unknown): void {
    const { code, message } = thrown as { code: unknown; message: string }
    this.events.emit('error', { code, message })
  }
}

export const notReady = (): TIMError => new TIMError(2024, 'the SDK is not ready: call login, and wait for SDK_READY')
