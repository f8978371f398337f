// Connections to the real server: what ends them, and what becomes of them then.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { hosts, node } from '../hosts/all.mjs'
import { domain } from '../hosts/wire.mjs'
import { Heard, Server, within } from '../server.mjs'
import { source } from './source.mjs'

const short = { first: 20, most: 100 }
const state = (name) => (e) => e.name === 'state' && e.state === name

describe('connections', () => {
  let server, clients

  before(async () => {
    server = await Server.start()
    clients = []
  })
  after(async () => {
    clients.forEach((client) => client.logout())
    await server.stop()
  })

  function client (options = {}) {
    const { sdk, options: usual } = node(server)
    const one = sdk.createClient({ ...usual, backoff: short, ...options })
    clients.push(one)
    return { client: one, heard: new Heard(one, 'state', 'message', 'error') }
  }

  async function loggedIn (user) {
    await server.users(user)
    const one = client()
    await one.client.login({ user, password: `${user}-secret` })
    return one
  }

  // token is one that a customer's own server signs.
  function token (user, seconds) {
    const { secret } = JSON.parse(readFileSync(join(server.data, 'keys.json'), 'utf8')).app
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const now = Math.floor(Date.now() / 1000)
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, app: 'default', iat: now - 10, exp: now + seconds, jti: user + Math.random() })}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }

  test('a wrong password is refused, with a code and a sentence, and not tried again', async () => {
    await server.users('wrong')
    const { client: one, heard } = client()
    await assert.rejects(one.login({ user: 'wrong', password: 'nonsense' }), { code: 'unauthenticated', message: /wrong/ })
    assert.deepEqual(heard.all.map((e) => e.state), ['connecting', 'closed'])
    await one.login({ user: 'wrong', password: 'wrong-secret' })
    assert.equal(one.state.state, 'connected')
  })

  for (const [what, method, path, code] of [
    ['kicked', 'POST', '/kick', 'kicked'],
    ['banned', 'PUT', '/ban', 'banned'],
    ['all tokens revoked', 'POST', '/revoke', 'token_revoked'],
    ['the account is gone', 'DELETE', '', 'no_such_user'],
  ]) {
    test(`${what}: closed with the code ${code}`, async () => {
      const user = what.replace(/\W/g, '')
      await server.users(user)
      const { client: one, heard } = client()
      await one.login({ user, token: token(user, 600) })
      await server.ask(method, `/v1/users/${user}${path}`, method === 'DELETE' ? undefined : {})
      const { error } = await heard.until('the end', state('closed'))
      assert.equal(error.code, code)
      assert.ok(error.message.length > 10)
    })
  }

  test('a token that expires is renewed when the app gives a function, else it is the end', async () => {
    await server.users('expiring')
    let asked = 0
    const renewing = client()
    await renewing.client.login({ user: 'expiring', token: () => token('expiring', asked++ ? 600 : 4) })
    await renewing.heard.count('connected', 2, state('connected'))
    assert.equal(asked, 2)
    const fixed = client()
    await fixed.client.login({ user: 'expiring', token: token('expiring', 4) })
    assert.equal((await fixed.heard.until('the end', state('closed'))).error.code, 'token_expired')
  })

  test('a server that goes down and comes back: waiting, then connected', async () => {
    const { heard } = await loggedIn('patient')
    await server.kill()
    const { error, retryAt } = await heard.until('waiting', state('waiting'))
    assert.ok(error.code && retryAt >= Date.now() - 1000)
    await server.up()
    await heard.count('connected', 2, state('connected'))
  })

  test('the next server of the list is used while the first is down, and left when it is back', async () => {
    const first = await Server.start()
    await first.users('roaming')
    await server.users('roaming')
    await first.kill()
    const { client: one, heard } = client({ servers: [first.http, server.http], preferAfter: 0.2 })
    await one.login({ user: 'roaming', password: 'roaming-secret' })
    assert.equal(one.state.server, server.http)
    await first.up()
    await heard.until('the first', (e) => e.state === 'connected' && e.server === first.http)
    one.logout()
    await first.stop()
  })

  test('the app of a login may be an alias', async () => {
    const { key } = server
    server.key = JSON.parse(readFileSync(join(server.data, 'keys.json'), 'utf8')).server_key
    await server.ask('PATCH', '/v1/apps/default', { aliases: ['1400000000'] })
    server.key = key
    await server.users('alias')
    const { client: one, heard } = client({ app: '1400000000' })
    await one.login({ user: 'alias', password: 'alias-secret' })
    await server.ask('POST', '/v1/messages', { from: 'wrong', to: 'user/alias', body: { text: 'hello' } })
    await heard.until('hello', (e) => e.name === 'message')
  })

  test('a socket that dies without a word is noticed', async () => {
    await server.users('tunnel')
    const { host, sdk } = hosts[0].start(server.port)
    const one = sdk.createClient({ servers: [`https://${domain}`], backoff: short, keepAlive: 1 })
    clients.push(one)
    const heard = new Heard(one, 'state')
    await one.login({ user: 'tunnel', password: 'tunnel-secret' })
    host.wire.away()
    setTimeout(() => host.wire.back(), 100)
    const began = Date.now()
    host.wire.sockets.clear() // even the end of the socket is not heard
    await heard.until('noticed', state('waiting'), 25_000)
    assert.ok(Date.now() - began >= 1000)
    await heard.count('connected', 2, state('connected'))
  })

  test('by default that takes at most 40 seconds', async () => {
    const { usual } = await source('connection/connection.ts')
    assert.ok(usual.keepAlive + usual.patience <= 40)
  })

  test('a host that is shown again reconnects at once, whatever the pause', async () => {
    await server.users('sleeper')
    const { host, sdk } = hosts[0].start(server.port)
    const one = sdk.createClient({ servers: [`https://${domain}`], backoff: { first: 600_000, most: 600_000 } })
    clients.push(one)
    const heard = new Heard(one, 'state')
    await one.login({ user: 'sleeper', password: 'sleeper-secret' })
    host.background()
    await heard.until('waiting', state('waiting'))
    host.foreground()
    await heard.count('connected', 2, state('connected'), 15_000)
    assert.equal(host.open.size, 1, 'the old socket was closed first')
  })

  test("at Alipay the end of the old socket is not taken for the new one's", async () => {
    await server.users('single')
    const { host, sdk } = hosts.find((one) => one.name === 'my with one socket').start(server.port)
    const one = sdk.createClient({ servers: [`https://${domain}`] })
    clients.push(one)
    const heard = new Heard(one, 'state')
    await one.login({ user: 'single', password: 'single-secret' })
    const switched = () => {
      host.listeners.network.forEach((call) => call({ isConnected: false }))
      host.listeners.network.forEach((call) => call({ isConnected: true }))
    }
    for (const times of [2, 3, 4]) {
      switched()
      await heard.count('connected', times, state('connected'))
    }
    assert.deepEqual(heard.all.map((e) => e.state).filter((name) => name === 'waiting'), [])
  })

  test('an upload and a message that waits can be taken back', async () => {
    await server.users('hasty')
    const { host, sdk } = hosts[0].start(server.port)
    const one = sdk.createClient({ servers: [`https://${domain}`] })
    clients.push(one)
    const heard = new Heard(one, 'failed', 'sent')
    await one.login({ user: 'hasty', password: 'hasty-secret' })
    const picture = one.sendMedia('user/wrong', host.temporary(Buffer.alloc(20 << 20)), { type: 'img', onProgress: () => picture.cancel() })
    await assert.rejects(picture, { code: 'cancelled' })
    await assert.rejects(one.upload('wxfile://no_such_file'), { code: 'upload_failed' })
    host.away()
    const message = one.send('user/wrong', { body: { text: 'never mind' } })
    const next = one.send('user/wrong', { body: { text: 'this one' } })
    next.cancel()
    await assert.rejects(next, { code: 'cancelled' })
    assert.equal((await heard.until('given up', (e) => e.name === 'failed')).cid, next.cid)
    host.back()
    assert.equal((await message).seq, 1)
  })

  test('logout ends what is under way', async () => {
    const { client: one } = client({ servers: ['http://127.0.0.1:1'] })
    const login = one.login({ user: 'nobody', password: 'x' })
    const sent = one.send('user/bob', { body: { text: 'hello' } })
    await new Promise((resolve) => setTimeout(resolve, 50))
    one.logout()
    await assert.rejects(login, { code: 'logged_out' })
    await assert.rejects(sent, { code: 'logged_out' })
    await assert.rejects(one.send('user/bob', { body: {} }), { code: 'not_logged_in' })
    assert.equal(one.state.state, 'idle')
  })

  test('what cannot be used is refused at once, with the field', async () => {
    const { sdk } = node(server)
    for (const servers of [undefined, [], ['chat.example.com'], ['ftp://x']]) assert.throws(() => sdk.createClient({ servers }), { code: 'bad_option', field: 'servers' })
    const { client: one } = await loggedIn('careless')
    await assert.rejects(one.send('bob', { body: {} }), { code: 'bad_address', field: 'to' })
    await assert.rejects(one.send('user/bob', { body: 'hello' }), { code: 'bad_payload', field: 'body' })
    await assert.rejects(one.login({ user: 'x' }), { code: 'bad_option', field: 'token' })
    await assert.rejects(one.getGroup(), { code: 'bad_option', field: 'group' })
  })

  test('one session too many: the oldest ends as replaced, or the newest is not let in', async () => {
    await server.users('crowd')
    await server.ask('PATCH', '/v1/app', { settings: { sessions_per_platform: 1 } })
    const [old, newer, third] = [1, 2, 3].map(() => {
      const { sdk } = hosts[0].start(server.port)
      const one = sdk.createClient({ servers: [`https://${domain}`], backoff: short })
      clients.push(one)
      return { client: one, heard: new Heard(one, 'state') }
    })
    const login = { user: 'crowd', password: 'crowd-secret' }
    await old.client.login(login)
    await newer.client.login(login)
    assert.equal((await old.heard.until('the end', state('closed'))).error.code, 'replaced')
    await server.ask('PATCH', '/v1/app', { settings: { sessions_excess: 'newest' } })
    await assert.rejects(third.client.login(login), { code: 'too_many_sessions' })
    await server.ask('PATCH', '/v1/app', { settings: { sessions_per_platform: 4, sessions_excess: 'oldest' } })
  })

  test('a guest enters a chatroom and reads there', async () => {
    await server.ask('PATCH', '/v1/app', { settings: { guests: true } })
    await server.ask('POST', '/v1/rooms', { id: 'show', name: 'Show' })
    const { client: one, heard } = client()
    const { user, token } = await one.createGuest()
    await one.login({ user, token })
    await one.enterRoom('show')
    await server.ask('POST', '/v1/messages', { from: 'wrong', to: 'room/show', body: { text: 'welcome' } })
    await heard.until('welcome', (e) => e.conversation === 'room/show')
    assert.equal((await one.readHistory('room/show')).messages.length, 1)
    await assert.rejects(one.send('room/show', { body: { text: 'hello' } }), { code: 'needs_account' })
    assert.deepEqual(heard.all.filter((e) => e.name === 'error'), [])
  })

  test('where ids have no case, capitals make no difference', async () => {
    const { key } = server
    server.key = JSON.parse(readFileSync(join(server.data, 'keys.json'), 'utf8')).server_key
    const made = await server.ask('POST', '/v1/apps', { name: 'small', settings: { fold_ids: true } })
    server.key = made.key
    await server.users('kim', 'lee')
    await server.ask('POST', '/v1/rooms', { id: 'Live', name: 'Live' })
    server.key = key
    const [kim, lee] = [client({ app: 'small' }), client({ app: 'small' })]
    await kim.client.login({ user: 'KIM', password: 'kim-secret' })
    await lee.client.login({ user: 'lee', password: 'lee-secret' })
    await kim.client.send('user/LEE', { body: { text: 'one' } })
    await lee.client.send('user/Kim', { body: { text: 'two' } })
    await kim.heard.until('two', (e) => e.name === 'message' && e.conversation === 'user/lee' && e.message.seq === 2)
    await kim.client.markRead('user/Lee')
    assert.deepEqual((await kim.client.conversations()).map((c) => [c.conversation, c.last_seq, c.unread]), [['user/lee', 2, 0]])
    await kim.client.enterRoom('LIVE')
    await lee.client.send('room/live', { body: { text: 'three' } })
    await kim.heard.until('three', (e) => e.conversation === 'room/live')
  })

  test('many calls at once over HTTP are not more than a host allows', async () => {
    await server.users('busy')
    const { sdk } = hosts[0].start(server.port)
    const one = sdk.createClient({ servers: [`https://${domain}`], rest: 'http' })
    clients.push(one)
    await one.login({ user: 'busy', password: 'busy-secret' })
    const answers = await Promise.all(Array.from({ length: 40 }, () => one.getProfile('busy')))
    assert.equal(answers.length, 40)
  })

  test('a token that expired is renewed for HTTP too, and the app is not asked for each call', async () => {
    await server.users('thrifty')
    let asked = 0
    const { client: one } = client({ rest: 'http' })
    await one.login({ user: 'thrifty', token: () => token('thrifty', asked++ ? 600 : 5) })
    for (let i = 0; i < 5; i++) await one.getProfile('thrifty')
    assert.equal(asked, 1)
    await within('the token expires', 10_000, (resolve) => one.on('state', ({ state }) => state === 'connected' && resolve()))
    await one.getProfile('thrifty')
    assert.equal(asked, 2)
  })

  test('a storage that holds nonsense is no reason not to start', async () => {
    await server.users('damaged')
    const storage = new Map()
    const key = `hongyan/https://${domain}/default/damaged`
    storage.set(`${key}/inbox`, '{"last":').set(`${key}/outbox`, '{"first":1,"next":3}').set(`${key}/outbox/1`, '{"n":1,"to')
    const { sdk } = hosts[0].start(server.port, storage)
    const one = sdk.createClient({ servers: [`https://${domain}`] })
    clients.push(one)
    await one.login({ user: 'damaged', password: 'damaged-secret' })
    assert.equal((await one.send('user/wrong', { body: { text: 'well' } })).seq, 1)
  })

  test('REST answers over the socket and over HTTP alike', async () => {
    await server.users('asker')
    const answers = []
    for (const rest of ['socket', 'http']) {
      const { client: one } = client({ rest })
      await one.login({ user: 'asker', password: 'asker-secret' })
      const refusal = await one.getGroup('nowhere').catch((err) => [err.code, err.message, err.status])
      const many = await Promise.all(Array.from({ length: 30 }, () => one.getProfile('asker')))
      answers.push([refusal, many, await one.listGroups({ limit: 3 })])
    }
    assert.deepEqual(answers[0], answers[1])
    assert.deepEqual(answers[0][0].slice(0, 1), ['no_such_group'])
  })
})

test('pauses have full jitter, from one second to thirty', async () => {
  const { Backoff } = await source('connection/backoff.ts')
  const most = new Backoff(undefined, () => 1)
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(() => most.next()), [1000, 2000, 4000, 8000, 16000, 30000, 30000])
  most.reset()
  assert.equal(most.next(), 1000)
  assert.equal(new Backoff(undefined, () => 0).next(), 0)
})

test('servers are read as apps write them', async () => {
  const { parseServer } = await source('connection/servers.ts')
  const forms = {
    'https://chat.example.com': ['https://chat.example.com', 'wss://chat.example.com/mqtt'],
    'wss://chat.example.com/': ['https://chat.example.com', 'wss://chat.example.com/mqtt'],
    'http://localhost:8080': ['http://localhost:8080', 'ws://localhost:8080/mqtt'],
    'ws://localhost:8080': ['http://localhost:8080', 'ws://localhost:8080/mqtt'],
    ' HTTPS://[::1]:8443/chat/ ': ['https://[::1]:8443/chat', 'wss://[::1]:8443/chat/mqtt'],
  }
  for (const [text, [http, socket]] of Object.entries(forms)) assert.deepEqual(parseServer(text), { http, socket })
})
