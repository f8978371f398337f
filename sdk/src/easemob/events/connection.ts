import type { Client } from '../../client'
import type { ConnectionState } from '../../connection/state'
import { asEasemobError, EasemobError } from '../errors'
import type { Face } from '../face'
import { logger } from '../logger'

/** Tells what becomes of the connection. `attempts` counts those that were made since it was lost. */
export function connectionEvents(face: Face, client: Client, attempts: (n: number) => void): void {
  let opened = false // it was connected since the login
  let now = false // it is connected
  let lost = 0
  client.on('state', (state) => {
    const was = now
    now = state.state === 'connected'
    if (now) {
      opened = true
      attempts((lost = 0))
      for (const name of ['onConnected', 'onOpened', 'onSocketConnected', 'onOfflineMessageSyncStart']) face.handlers.tell(name)
    } else if (state.state === 'waiting') {
      attempts(++lost)
      if (was) interrupted(face, state)
    } else if (state.state === 'connecting') {
      if (opened) for (const name of ['onReconnecting', 'onReconnect']) face.handlers.tell(name)
    } else {
      const ends = opened
      opened = false // old code calls close when it hears of the end
      if (ends) over(face, state)
    }
  })
  client.on('synced', () => face.inLine(() => face.handlers.tell('onOfflineMessageSyncFinish')))
  client.on('error', (err) => logger.warn(err))
}

function over(face: Face, state: ConnectionState): void {
  if (state.state === 'closed') ended(face, state)
  else disconnected(face)
}

function disconnected(face: Face, detail?: unknown): void {
  face.handlers.tell('onDisconnected', detail)
  face.handlers.tell('onClosed', detail)
}

// It is tried again by itself: `onDisconnected` tells it once.
function interrupted(face: Face, state: ConnectionState): void {
  face.handlers.tell('onDisconnected')
  face.handlers.tell('onError', new EasemobError('WEBIM_CONNCTION_DISCONNECTED', state.error ? state.error.message : 'the connection was lost; it is being made again'))
}

// The server wants no connection of this login any more.
function ended(face: Face, state: ConnectionState): void {
  const err = asEasemobError(state.error)
  if (err.data.code === 'token_expired') face.handlers.tell('onTokenExpired', err)
  disconnected(face, err)
  face.handlers.tell('onError', err)
}

/** Tells when the network goes and comes back. The function it returns ends that. */
export function networkEvents(face: Face): () => void {
  return face.host.watch((change) => {
    if (change === 'online') face.handlers.tell('onOnline')
    else if (change === 'offline') face.handlers.tell('onOffline')
  })
}
