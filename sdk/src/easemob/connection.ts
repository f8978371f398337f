import type { Client } from '../client'
import type { ChatError } from '../errors'
import { both } from './answering'
import { asEasemobError, EasemobError, loginError } from './errors'
import { connectionEvents, networkEvents } from './events/connection'
import { contactEvents } from './events/contacts'
import { deviceEvents } from './events/devices'
import { groupEvents } from './events/groups'
import { messageEvents } from './events/messages'
import { offlineMessages } from './events/offline'
import { presenceEvents } from './events/presence'
import { receiptEvents } from './events/receipts'
import { roomEvents } from './events/rooms'
import { threadEvents } from './events/threads'
import { Face } from './face'
import type { HandlerSet } from './handlers'
import { Login, type Opened, type OpenOptions } from './login'
import { allMethods, type Methods } from './methods/all'
import { type ConnectionOptions, namedServers } from './options'
import { uniqueId } from './unique'

/** What old code reads of who is logged in. */
export interface Context {
  userId: string
  accessToken: string
  appKey: string
  appName: string
  orgName: string
  jid: { appKey: string; name: string; domain: string; clientResource: string }
}

// The methods are put on each connection when it is made; this tells the compiler of them.
// biome-ignore lint: a class and an interface of one name
export interface Connection extends Methods {}

/** `new ChatSDK.connection(options)`: a user's side of the server, by the old API. */
// biome-ignore lint: as above
export class Connection {
  /** Attempts to connect since the connection was lost, and how many there may be: as many as it takes. */
  autoReconnectNumTotal = 0
  autoReconnectNumMax: number
  context: Context
  /** Where old code's own REST calls go. */
  apiUrl: string
  url: string
  readonly isHttpDNS = false
  appKey: string
  orgName: string
  appName: string
  /** Who is logged in, and the token, or empty. */
  user = ''
  token = ''

  constructor(options: ConnectionOptions = {}) {
    const face = new Face(options, (client) => wire(this, face, client))
    within.set(this, { face, login: new Login(face), stopNetwork: () => {} })
    this.autoReconnectNumMax = options.autoReconnectNumMax || Infinity
    this.context = contextOf(options, '', '')
    this.appKey = this.context.appKey
    this.orgName = this.context.orgName
    this.appName = this.context.appName
    this.apiUrl = namedServers(options)[0] || options.apiUrl || ''
    this.url = options.url || ''
    Object.assign(this, allMethods(face))
  }

  /**
   * Logs a user in. Resolves when it is connected; what goes wrong is also told to `onError`, so that nobody has to catch
   * it.
   */
  open(options: OpenOptions): Promise<Opened> {
    const inside = within.get(this)!
    // Pages call it when they are shown, whether it is under way or not.
    if (!inside.opening || inside.openingUser !== options.user) {
      const entering = enter(this, options)
      const over = () => {
        if (inside.opening === entering) inside.opening = undefined
      }
      inside.opening = entering
      inside.openingUser = options.user
      entering.then(over, over)
    }
    const opening = both([options], () => inside.opening!)
    opening.catch(() => {})
    return opening
  }

  /** Ends the connection. Messages that wait are sent after the next login of the same user. */
  close(): void {
    const inside = within.get(this)!
    const { face, login, stopNetwork } = inside
    inside.opening = undefined
    stopNetwork()
    login.close()
    face.rooms = {}
    if (face.begun) face.client.logout()
    show(this, face, '')
  }

  /** Whether there is a connection now. */
  isOpened(): boolean {
    const { face } = within.get(this)!
    return face.begun && face.client.state.state === 'connected'
  }

  /** Takes another token of the same user, when `onTokenWillExpire` says that it is time. */
  async renewToken(token: string): Promise<Opened & { status: boolean; token: string }> {
    const { face, login } = within.get(this)!
    try {
      const renewed = await login.renew(face.me, token)
      show(this, face, face.me)
      return renewed
    } catch (thrown) {
      throw asEasemobError(thrown)
    }
  }

  /** An id for a message: digits alone. */
  getUniqueId(): string {
    return uniqueId()
  }

  /** Adds handlers, in the place of those of the same id. */
  addEventHandler(id: string, handlers: HandlerSet): void {
    within.get(this)!.face.handlers.add(id, handlers)
  }

  removeEventHandler(id: string): void {
    within.get(this)!.face.handlers.remove(id)
  }

  /** Adds handlers in the way of older code: they hear messages in their older form. */
  listen(handlers: HandlerSet): void {
    within.get(this)!.face.handlers.listen(handlers)
  }
}

interface Inside {
  face: Face
  login: Login
  stopNetwork: () => void
  /** An `open` that is under way. */
  opening?: Promise<Opened>
  openingUser?: string
}

// Apps put connections into the data of a page, which hosts copy and compare: only plain values may be in them.
const within = new WeakMap<Connection, Inside>()

async function enter(connection: Connection, options: OpenOptions): Promise<Opened> {
  const inside = within.get(connection)!
  const { face, login } = inside
  try {
    if (connection.isOpened()) throw new EasemobError('WEBIM_CONNCTION_USER_ALREADY_LOGIN', `${face.me} is logged in: call close first`)
    if (options.appKey || options.apiUrl || options.url) face.change(named(options))
    void face.client // where the server is, or an error that says so
    connection.apiUrl = face.server
    inside.stopNetwork()
    inside.stopNetwork = networkEvents(face)
    const opened = await login.open(options)
    show(connection, face, face.me)
    return opened
  } catch (thrown) {
    // Who calls close meanwhile knows it.
    if ((thrown as ChatError).code === 'logged_out') throw asEasemobError(thrown)
    const err = thrown instanceof EasemobError ? thrown : loginError(thrown)
    face.handlers.tell('onError', err)
    throw err
  }
}

function wire(connection: Connection, face: Face, client: Client): void {
  // The first to hear that it is synced: what is unread is told before the end of it.
  offlineMessages(face, client)
  connectionEvents(face, client, (n) => {
    connection.autoReconnectNumTotal = n
  })
  for (const events of [messageEvents, receiptEvents, contactEvents, groupEvents, roomEvents, deviceEvents, presenceEvents, threadEvents]) events(face, client)
}

const named = ({ appKey, apiUrl, url }: OpenOptions): ConnectionOptions => {
  const options: ConnectionOptions = {}
  if (appKey) options.appKey = String(appKey)
  if (apiUrl) options.apiUrl = String(apiUrl)
  if (url) options.url = String(url)
  return options
}

// What old code reads of who is logged in.
function show(connection: Connection, face: Face, user: string): void {
  connection.context = contextOf(face.options, user, face.accessToken)
  connection.user = user
  connection.token = face.accessToken
}

function contextOf(options: ConnectionOptions, user: string, accessToken: string): Context {
  const appKey = String(options.appKey || options.appId || '')
  const [orgName, appName = ''] = appKey.split('#')
  return { userId: user, accessToken, appKey, appName, orgName, jid: { appKey, name: user, domain: '', clientResource: '' } }
}
