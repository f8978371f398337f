// A real server, and people who use the face of the older Tencent API in a sandbox as strict as a phone: in WeChat, unless a
// test names another host.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { hosts } from '../hosts/all.mjs'
import { domain } from '../hosts/wire.mjs'
import { Server, within } from '../server.mjs'

export class World {
  static async start (settings) {
    const world = new World()
    world.server = await Server.start()
    world.keys = JSON.parse(readFileSync(join(world.server.data, 'keys.json'), 'utf8')).app
    world.people = []
    if (settings) await world.server.ask('PATCH', '/v1/app', { settings })
    return world
  }

  // sig makes a UserSig, as the app's own server would.
  sig (user, { expire = 86400, time = Math.floor(Date.now() / 1000), app = this.keys.sdkappid, secret = this.keys.secret } = {}) {
    const text = `TLS.identifier:${user}\nTLS.sdkappid:${app}\nTLS.time:${time}\nTLS.expire:${expire}\n`
    const sig = createHmac('sha256', secret).update(text).digest('base64')
    const all = { 'TLS.ver': '2.0', 'TLS.identifier': user, 'TLS.sdkappid': app, 'TLS.expire': expire, 'TLS.time': time, 'TLS.sig': sig }
    return deflateSync(JSON.stringify(all)).toString('base64').replace(/\+/g, '*').replace(/\//g, '-').replace(/=/g, '_')
  }

  // phone is the app of one user, not logged in.
  phone (user, storage = new Map(), kind = hosts[0]) {
    const { host, sdk: TIM } = kind.start(this.server.port, storage, 'tim.js')
    TIM.configure({ servers: [`https://${domain}`] })
    const tim = TIM.create({ SDKAppID: this.keys.sdkappid })
    const person = new Person(user, TIM, tim, host, storage)
    this.people.push(person)
    return person
  }

  // enter logs a user in, and waits until the SDK is ready.
  async enter (user, storage, kind) {
    const person = this.phone(user, storage, kind)
    await person.tim.login({ userID: user, userSig: this.sig(user) })
    await person.hear('SDK_READY')
    return person
  }

  async stop () {
    await Promise.all(this.people.map((one) => one.tim.destroy()))
    await this.server.stop()
  }
}

class Person {
  constructor (user, TIM, tim, host, storage) {
    Object.assign(this, { user, TIM, tim, host, storage, told: [], waiting: [] })
    for (const name of Object.keys(TIM.EVENT)) {
      tim.on(TIM.EVENT[name], (event) => {
        this.told.push({ ...event, event: name })
        this.waiting = this.waiting.filter((look) => !look())
      })
    }
  }

  // hear gives the data of the first event that matches, of what came and what will come.
  hear (name, match = () => true, ms = 15000) {
    return within(`${this.user} hears ${name}`, ms, (resolve) => {
      const look = () => {
        const found = this.told.find((one) => one.event === name && match(one.data))
        if (found) resolve(found.data)
        return found
      }
      if (!look()) this.waiting.push(look)
    })
  }

  // next is hear for what comes from now on.
  next (name, match = () => true) {
    const before = this.told.length
    return within(`${this.user} hears ${name}`, 15000, (resolve) => {
      const look = () => {
        const found = this.told.slice(before).find((one) => one.event === name && match(one.data))
        if (found) resolve(found.data)
        return found
      }
      this.waiting.push(look)
    })
  }

  // receive gives the first message that matches.
  async receive (match) {
    const list = await this.hear('MESSAGE_RECEIVED', (messages) => messages.some(match))
    return list.find(match)
  }

  text (to, text, more = {}) {
    const conversationType = more.conversationType || 'C2C'
    return this.tim.createTextMessage({ to, conversationType, payload: { text }, ...more })
  }

  async say (to, text, more) {
    const { data } = await this.tim.sendMessage(this.text(to, text, more))
    return data.message
  }
}

export const texted = (text) => (message) => message.payload.text === text

// same compares what came out of the sandbox, whose arrays are of another realm.
export const same = (actual, expected, why) => assert.deepEqual(actual === undefined ? actual : JSON.parse(JSON.stringify(actual)), expected, why)

// soon asks until the answer is as it should be: what another one did may be on its way.
export async function soon (what, ask, ms = 15000) {
  const end = Date.now() + ms
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    await new Promise((resolve) => setImmediate(resolve)) // an answer from memory lets nothing else happen
    if (Date.now() > end) throw new Error(`${what}: not in ${ms} ms`)
  }
}
