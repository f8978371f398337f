// A person's phone, in a thread of its own: WeChat with an app in it. Tests see what its screen shows, and touch it.
import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { makeApp } from './apps.mjs'

async function downloaded (world, file) {
  const answer = await fetch(`${world.server.http}/sdk/${file}`)
  if (!answer.ok) throw new Error(`/sdk/${file}: ${answer.status}`)
  return answer.text()
}

export class Phone {
  // start opens the app of a kit for one user.
  static async start (world, version, user, { subpackage = false } = {}) {
    const { sdkappid, secret } = world.keys
    const phone = new Phone()
    phone.user = user
    phone.app = await makeApp(version, { subpackage, download: (file) => downloaded(world, file), config: { userID: user, SDKAPPID: sdkappid, SECRETKEY: secret, EXPIRETIME: 604800 } })
    phone.asked = new Map()
    phone.log = ''
    phone.worker = new Worker(new URL('./screen.mjs', import.meta.url), { workerData: { ...phone.app, port: world.server.port }, stdout: true, stderr: true })
    phone.worker.stdout.on('data', (piece) => { phone.log += piece })
    phone.worker.stderr.on('data', (piece) => { phone.log += piece })
    phone.worker.on('message', ({ id, value, failed }) => {
      const { resolve, reject } = phone.asked.get(id)
      phone.asked.delete(id)
      if (failed) reject(new Error(`${user}'s phone: ${failed}`))
      else resolve(value)
    })
    phone.worker.on('error', (err) => {
      phone.broken = err
      phone.asked.forEach(({ reject }) => reject(err))
    })
    return phone
  }

  ask (what, ...args) {
    if (this.broken) return Promise.reject(this.broken)
    const id = this.asked.size === 0 ? 0 : Math.max(...this.asked.keys()) + 1
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject })
      this.worker.postMessage({ id, what, args })
    })
  }

  // sees waits until something of that class, or with that tag, shows the text, and gives all that it shows.
  sees (name, text = '') { return this.ask('sees', name, text) }

  // gone waits until nothing of that class shows the text.
  gone (name, text = '') { return this.ask('gone', name, text) }

  // shown gives the texts of all there is of a class.
  shown (name) { return this.ask('shown', name) }

  // picture waits for the address of a picture in something of that class.
  picture (name) { return this.ask('picture', name) }

  tap (name, text = '') { return this.ask('touch', 'tap', name, text) }

  longpress (name, text = '') { return this.ask('touch', 'longpress', name, text) }

  // types puts a text into the input with that placeholder, or of that class.
  types (name, value) { return this.ask('types', name, value) }

  // confirms presses the keyboard's key that ends the input.
  confirms (name) { return this.ask('touch', 'confirm', name, '') }

  // keeps puts a picture into the album, for the next time that the app asks for one.
  keeps (bytes) { return this.ask('keeps', bytes) }

  // toast waits until the phone says something in passing.
  toast (text) { return this.ask('toast', text) }

  // toasts is all that it has said in passing.
  toasts () { return this.ask('toasts') }

  // sockets counts the connections to the server.
  sockets () { return this.ask('sockets') }

  // mistakes are errors that nobody in the app caught.
  mistakes () { return this.ask('mistakes') }

  async off () {
    await this.worker.terminate()
    rmSync(this.app.root, { recursive: true, force: true })
  }
}
