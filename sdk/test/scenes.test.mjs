// The same scenes on every host: sam's app runs in the host, pat's in Node, the server is the real one.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { hosts, node } from './hosts/all.mjs'
import { domain } from './hosts/wire.mjs'
import { Heard, Server } from './server.mjs'

const told = ['message', 'event', 'changed', 'state', 'sent', 'failed', 'synced', 'error']

// enter starts an app on a host, with what an earlier run left in its storage.
async function enter (kind, server, user, storage = new Map()) {
  const { host, sdk, options } = kind.start(server.port, storage)
  const client = sdk.createClient({ servers: [`https://${domain}`], backoff: { first: 50, most: 500 }, ...options })
  const heard = new Heard(client, ...told)
  await client.login({ user, password: `${user}-secret` })
  await heard.until('what was missed', (e) => e.name === 'synced')
  return { host, client, heard, storage }
}

const app = (server) => ({ start: () => ({ ...node(server), host: null }) })
const texts = (heard, conversation) => heard.all.filter((e) => e.name === 'message' && e.conversation === conversation).map((e) => e.message.body.text)
const text = (value) => (e) => e.name === 'message' && e.message.body.text === value
const numbered = (n, name) => Array.from({ length: n }, (_, i) => `${name} ${i + 1}`)

for (const kind of hosts) {
  describe(kind.name, { concurrency: false }, async () => {
    let server, sam, pat

    test('log in, and say what kind of device it is', async () => {
      server = await Server.start()
      await server.users('sam', 'pat')
      sam = await enter(kind, server, 'sam')
      pat = await enter(app(server), server, 'pat')
      const { sessions } = await server.ask('GET', '/v1/admin/sessions?user=sam')
      assert.deepEqual(sessions.map((s) => s.platform), [kind.platform])
    })

    test('send and receive', async () => {
      const receipt = await sam.client.send('user/pat', { body: { text: 'hello pat, 你好 👍' }, ext: { mood: 'fine' } })
      const { message, conversation } = await pat.heard.until('hello', text('hello pat, 你好 👍'))
      assert.equal(conversation, 'user/sam')
      assert.deepEqual([message.id, message.seq, message.ts, message.cid], [receipt.id, receipt.seq, receipt.ts, receipt.cid])
      assert.deepEqual(message.ext, { mood: 'fine' })
      await pat.client.send('user/sam', { body: { text: 'hello sam' } })
      await sam.heard.until('hello back', text('hello sam'))
      const [{ unread, last }] = await sam.client.conversations()
      assert.deepEqual([unread, last.body.text], [1, 'hello sam'])
      await sam.client.markRead('user/pat')
      assert.equal(await sam.client.unread(), 0)
    })

    test('a group, a reaction, a recall', async () => {
      const group = await sam.client.createGroup({ name: 'Climbing', members: ['pat'] })
      await pat.heard.until('the group', (e) => e.event === 'group.created')
      const { seq } = await sam.client.send(`group/${group.id}`, { body: { text: 'Saturday, nine?' } })
      await pat.heard.until('the question', text('Saturday, nine?'))
      await pat.client.addReaction(`group/${group.id}`, seq, '👍')
      await sam.heard.until('the reaction', (e) => e.name === 'changed' && e.message.reactions?.length === 1)
      await sam.client.recallMessage(`group/${group.id}`, seq)
      await pat.heard.until('the recall', (e) => e.name === 'changed' && e.message.type === 'recalled')
    })

    test('a chatroom', async () => {
      await server.ask('POST', '/v1/rooms', { id: 'live', name: 'Live' })
      await Promise.all([sam, pat].map(({ client }) => client.enterRoom('live')))
      await pat.client.send('room/live', { body: { text: 'hello all' } })
      await sam.heard.until('hello all', (e) => e.conversation === 'room/live' && e.message?.body.text === 'hello all')
    })

    test('a picture, with progress', async () => {
      const picture = randomBytes(200_000)
      const reports = []
      const file = sam.host.temporary(picture)
      const receipt = await sam.client.sendMedia('user/pat', file, { type: 'img', name: 'view.png', onProgress: (p) => reports.push(p) })
      const { message } = await pat.heard.until('the picture', (e) => e.name === 'message' && e.message.id === receipt.id)
      assert.ok(reports.length > 0 && reports.at(-1).sent === reports.at(-1).total && reports.at(-1).total >= picture.length, JSON.stringify(reports))
      const { url } = await pat.client.getFile(message.body.file)
      const loaded = Buffer.from(await (await fetch(url)).arrayBuffer())
      assert.ok(loaded.equals(picture))
    })

    test('into the background and back: what was missed comes, in order, once', async () => {
      sam.host.background()
      const sent = numbered(5, 'while hidden')
      for (const one of sent) await pat.client.send('user/sam', { body: { text: one } })
      sam.host.foreground()
      await sam.heard.until('the last', text('while hidden 5'))
      assert.deepEqual(texts(sam.heard, 'user/pat').slice(-5), sent)
      // The chatroom was entered again.
      await sam.heard.until('connected', () => sam.client.state.state === 'connected')
      await pat.client.send('room/live', { body: { text: 'still there?' } })
      await sam.heard.until('the room', (e) => e.conversation === 'room/live' && e.message?.body.text === 'still there?')
    })

    test('without the network: what is sent waits, and the dead socket is replaced at once', async () => {
      sam.host.away()
      const waiting = numbered(3, 'written in a tunnel').map((one) => sam.client.send('user/pat', { body: { text: one } }))
      await pat.client.send('user/sam', { body: { text: 'where are you?' } })
      const began = Date.now()
      sam.host.back()
      const receipts = await Promise.all(waiting)
      await Promise.all([pat.heard.until('the last', text('written in a tunnel 3')), sam.heard.until('what was missed', text('where are you?'))])
      assert.ok(Date.now() - began < 15_000, 'no waiting for the silence to be noticed')
      assert.deepEqual(receipts.map((r) => r.seq), [0, 1, 2].map((n) => receipts[0].seq + n))
      assert.deepEqual(texts(pat.heard, 'user/sam').slice(-3), numbered(3, 'written in a tunnel'))
    })

    test('500 messages in a burst, the server killed in between: none lost, none twice, in order', async () => {
      const [up, down] = [numbered(500, 'up'), numbered(200, 'down')]
      const before = { sam: texts(sam.heard, 'user/pat').length, pat: texts(pat.heard, 'user/sam').length }
      const done = [...up.map((one) => sam.client.send('user/pat', { body: { text: one } })), ...down.map((one) => pat.client.send('user/sam', { body: { text: one } }))]
      await pat.heard.until('some of them', text('up 100'))
      await server.kill()
      await server.up()
      await Promise.all(done)
      await pat.heard.until('the last one', text('up 500'))
      await sam.heard.until('the last one', text('down 200'))
      assert.deepEqual(texts(pat.heard, 'user/sam').slice(before.pat), up)
      assert.deepEqual(texts(sam.heard, 'user/pat').slice(before.sam), down)
      assert.equal(sam.client.waiting, 0)
    })

    test('the end of the app: the next run sends what waited, and tells what was missed', async () => {
      sam.host.away()
      sam.client.send('user/pat', { body: { text: 'last words' } })
      await pat.client.send('user/sam', { body: { text: 'are you gone?' } })
      await new Promise((resolve) => setTimeout(resolve, 0)) // the storage has it
      const { storage } = sam
      sam.client.logout()
      sam = await enter(kind, server, 'sam', storage)
      await pat.heard.until('last words', text('last words'))
      await sam.heard.until('what was missed', text('are you gone?'))
      assert.deepEqual(texts(sam.heard, 'user/pat'), ['are you gone?'], 'nothing that the run before has told')
      assert.deepEqual(texts(pat.heard, 'user/sam').filter((one) => one === 'last words'), ['last words'])
      assert.deepEqual(sam.heard.all.filter((e) => e.name === 'error').map((e) => e.code), [])
    })

    test('the end', async () => {
      for (const one of [sam, pat]) one?.client.logout()
      await server?.stop()
    })
  })
}
