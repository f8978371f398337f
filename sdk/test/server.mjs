// Starts and kills the real server, on one port for as long as a test lasts.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const binary = process.env.SDK_TEST_SERVER || new URL('../../bin/hongyan', import.meta.url).pathname

export class Server {
  static async start (...options) {
    const server = new Server()
    server.options = options.length ? options : ['--dev']
    server.data = mkdtempSync(join(tmpdir(), 'hongyan-sdk-'))
    server.port = await freePort()
    server.http = `http://127.0.0.1:${server.port}`
    await server.up()
    server.key = JSON.parse(readFileSync(join(server.data, 'keys.json'), 'utf8')).app.key
    return server
  }

  async up () {
    this.child = spawn(binary, ['serve', ...this.options, '--http', `127.0.0.1:${this.port}`, '--mqtt', 'off', '--data', this.data], { stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    await within('the server is ready', 20000, (resolve, reject) => {
      this.child.stderr.on('data', (piece) => {
        log += piece
        if (log.includes('hongyan is ready')) resolve()
      })
      this.child.once('exit', () => reject(new Error(`the server ended:\n${log}`)))
    })
  }

  // kill ends it as a crash does.
  async kill () {
    const gone = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill('SIGKILL')
    await gone
  }

  async stop () {
    await this.kill()
    rmSync(this.data, { recursive: true, force: true })
  }

  // ask asks over HTTP, with the app's key.
  async ask (method, path, body) {
    const answer = await fetch(this.http + path, {
      method, headers: { Authorization: `Bearer ${this.key}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  async users (...names) {
    await this.ask('POST', '/v1/users', { users: names.map((user) => ({ user, password: `${user}-secret` })) })
  }
}

function freePort () {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

export function within (what, ms, start) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not in ${ms} ms`)), ms)
  })
  return Promise.race([new Promise(start), late]).finally(() => clearTimeout(timer))
}

// Inbox keeps what a client tells, so that a test can wait for it.
export class Heard {
  constructor (client, ...names) {
    this.all = []
    this.waiting = []
    for (const name of names) {
      client.on(name, (value) => {
        this.all.push({ name, ...value })
        this.waiting = this.waiting.filter((look) => !look())
      })
    }
  }

  // until gives the first that matches, of what came and what will come.
  until (what, match, ms = 15000) {
    return within(what, ms, (resolve) => {
      const look = () => {
        const found = this.all.find(match)
        if (found) resolve(found)
        return found
      }
      if (!look()) this.waiting.push(look)
    })
  }

  count (what, n, match = () => true, ms = 30000) {
    return within(`${what}: ${n}`, ms, (resolve) => {
      const look = () => {
        const found = this.all.filter(match)
        if (found.length >= n) resolve(found)
        return found.length >= n
      }
      if (!look()) this.waiting.push(look)
    })
  }
}
