// People who use the older API against the real server, and all that their handlers are told.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before } from 'node:test'
import WebSocket from 'ws'
import { Server, within } from '../server.mjs'

globalThis.WebSocket = WebSocket // which Node has from version 22 on

export const ChatSDK = createRequire(import.meta.url)('../../dist/easemob.js')
export const appKey = 'corp#shop'

// world starts a server for a test file; `settings` are those of the app.
export function world (settings = {}) {
  const here = { people: [] }
  before(async () => {
    here.server = await Server.start()
    await here.server.ask('PATCH', '/v1/app', { settings: { open_registration: true, users_create_rooms: true, room_events: 100, ...settings } })
    await alias(here.server)
    ChatSDK.configure({ servers: [here.server.http] })
  })
  after(async () => {
    here.people.forEach((one) => one.conn.close())
    await here.server.stop()
  })
  here.open = async (name, options) => {
    const one = await Person.open(here.server, name, options)
    here.people.push(one)
    return one
  }
  // Names of people and groups are used once: tests of a file share the server.
  let n = 0
  here.names = (...names) => {
    n++
    return names.map((name) => `${name}${n}`)
  }
  here.meet = async (...names) => {
    const people = []
    for (const name of here.names(...names)) {
      await here.server.users(name)
      people.push(await here.open(name))
    }
    return people
  }
  return here
}

// keys are those of the server and of its app.
export const keys = (server) => JSON.parse(readFileSync(join(server.data, 'keys.json'), 'utf8'))

// alias lets the app be found by the key that old code names.
export async function alias (server) {
  const headers = { Authorization: `Bearer ${keys(server).server_key}`, 'Content-Type': 'application/json' }
  const answer = await fetch(`${server.http}/v1/apps/default`, { method: 'PATCH', headers, body: JSON.stringify({ aliases: [appKey] }) })
  if (!answer.ok) throw new Error(`alias: ${answer.status} ${await answer.text()}`)
}

// Told keeps what handlers are told, whatever their names, so that a test can wait for it.
export class Told {
  constructor () {
    this.all = []
    this.waiting = []
    this.handlers = new Proxy({}, {
      get: (_, name) => (value) => {
        this.all.push({ name, value })
        this.waiting = this.waiting.filter((look) => !look())
      },
    })
  }

  // until gives the first that a handler is told and that matches, of what came and what will come.
  until (name, match = () => true, ms = 15000) {
    return within(`${name}${match}`, ms, (resolve) => {
      const look = () => {
        const found = this.all.find((one) => one.name === name && match(one.value))
        if (found) resolve(found.value)
        return found
      }
      if (!look()) this.waiting.push(look)
    }).catch((err) => {
      throw new Error(`${err.message}; told were ${this.all.map((one) => `${one.name}(${JSON.stringify(one.value)})`).join('\n').slice(-3000)}`)
    })
  }

  has (name, match = () => true) {
    return this.all.some((one) => one.name === name && match(one.value))
  }
}

export class Person {
  static async open (server, name, options = {}) {
    const one = new Person()
    one.name = name
    one.server = server
    one.conn = new ChatSDK.connection({ appKey, delivery: true, ...options })
    one.told = new Told()
    one.old = new Told()
    one.conn.addEventHandler('test', one.told.handlers)
    one.conn.listen(new Proxy({}, { ownKeys: () => legacyNames, getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: (_, handler) => one.old.handlers[handler] }))
    await one.conn.open({ user: name, pwd: `${name}-secret` })
    return one
  }

  text (to, msg, more = {}) {
    return this.conn.send(ChatSDK.message.create({ type: 'txt', chatType: 'singleChat', to, msg, ...more }))
  }

  until (name, match) {
    return this.told.until(name, match)
  }

  // operation waits for an operation of a group, or of a chatroom.
  operation (operation, match = () => true, name = 'onGroupEvent') {
    return this.told.until(name, (event) => event.operation === operation && match(event))
  }
}

// What older code listens to.
export const legacyNames = ['onOpened', 'onClosed', 'onReconnect', 'onSocketConnected', 'onInviteMessage', 'onReadMessage', 'onPresence', 'onRoster', 'onVideoMessage', 'onAudioMessage', 'onCmdMessage', 'onTextMessage', 'onEmojiMessage', 'onPictureMessage', 'onImageMessage', 'onFileMessage', 'onLocationMessage', 'onCustomMessage', 'onRecallMessage', 'onReceivedMessage', 'onDeliveredMessage', 'onGroupChange', 'onChatroomChange', 'onContactChange', 'onError']
