import { addressFor } from '../address'
import { Client } from '../client'
import type { ConnectionState } from '../connection/state'
import type { ChatError } from '../errors'
import { loginError, TIMError } from './errors'
import type { Face } from './face'
import { listen, tellUnread } from './incoming'

interface Login {
  userID: string
  userSig: string
}

interface Entered {
  actionStatus: 'OK'
  errorCode: 0
  errorInfo: string
  repeatLogin?: boolean
}

// Why the server ended a connection, as this face says it.
const kicks: { [code: string]: string } = { replaced: 'multipleDevice', too_many_sessions: 'multipleDevice', token_expired: 'userSigExpired' }

const netStates: { [state: string]: string } = { connected: 'connected', connecting: 'connecting', waiting: 'disconnected', idle: 'disconnected', closed: 'disconnected' }

const done = (repeatLogin?: boolean): Entered => ({ actionStatus: 'OK', errorCode: 0, errorInfo: '', ...(repeatLogin ? { repeatLogin } : {}) })

/** The methods that begin and end what the others need. */
export const loginMethods = (face: Face) => {
  let entering: { user: string; entered: Promise<void> } | undefined

  async function login({ userID, userSig }: Login): Promise<Entered> {
    if (!userID || !userSig) throw new TIMError(2000, 'login needs a userID and a userSig')
    if (entering && entering.user !== userID) throw new TIMError(2025, `${entering.user} is logged in: call logout first`)
    const repeated = !!entering
    const mine = entering || (entering = { user: userID, entered: enter(face, { userID, userSig }, () => (entering = undefined)) })
    try {
      await mine.entered
    } catch (thrown) {
      if (entering === mine) entering = undefined
      throw loginError(thrown)
    }
    return done(repeated)
  }

  async function logout(): Promise<object> {
    entering = undefined
    leave(face)
    return {}
  }

  return { login, logout }
}

/** Ends what there is of a login. */
export function leave(face: Face): void {
  const wasReady = face.ready
  try {
    face.client.logout()
  } catch (_) {
    return // nobody is logged in
  }
  face.use(undefined)
  if (wasReady) face.events.emit('sdkStateNotReady', {})
}

/** Connects; what the app needs first is then read, and SDK_READY is told. */
async function enter(face: Face, { userID, userSig }: Login, ended: () => void): Promise<void> {
  const { servers, app, host, storage } = addressFor()
  const client = new Client({ servers, app: app || String(face.sdkAppID), host, storage })
  face.use(client)
  listen(face, client)
  let connected = false
  client.on('state', (state) => {
    if (!face.uses(client)) return
    if (connected || state.state !== 'closed') tellState(face, state)
    if (connected && state.state === 'closed') {
      ended()
      kicked(face, state.error!)
    }
  })
  const synced = new Promise<void>((resolve) => client.once('synced', () => resolve()))
  try {
    await client.login({ user: userID, userSig })
    connected = true
  } catch (thrown) {
    if (face.uses(client)) face.use(undefined)
    throw thrown
  }
  synced.then(() => prepare(face, client)).catch((thrown) => face.failed(thrown))
}

async function prepare(face: Face, client: Client): Promise<void> {
  await Promise.all([face.conversations.load(), face.groups.load(), face.people.loadRemarks()])
  if (!face.uses(client)) return
  const list = await face.conversations.list()
  if (!face.uses(client)) return
  face.ready = true
  face.events.emit('onConversationListUpdated', list)
  face.events.emit('sdkStateReady', {})
  face.inTurn(() => tellUnread(face))
  face.conversations.changed()
}

function tellState(face: Face, { state }: ConnectionState): void {
  face.events.emit('netStateChange', { state: netStates[state] })
}

function kicked(face: Face, err: ChatError): void {
  // Another page of the same device is another instance of the account there; all else comes from another device.
  const here = err.by && err.by.device === face.client.device
  const type = here ? 'multipleAccount' : kicks[err.code] || 'REST_API_Kick'
  face.client.logout()
  face.use(undefined)
  face.events.emit('kickedOut', { type })
  face.events.emit('sdkStateNotReady', {})
}
