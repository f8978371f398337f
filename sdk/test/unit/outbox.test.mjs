import assert from 'node:assert/strict'
import { test } from 'node:test'
import { random, settled, source } from './source.mjs'

const { ChatError, Outbox, Shelf } = await source('errors.ts', 'outbox/outbox.ts', 'outbox/shelf.ts')

const plenty = { messages: 1000, bytes: 1 << 20 }

// World is a server that numbers what it takes, each cid once; and a phone whose storage outlives its apps.
class World {
  constructor (seed = 1) {
    this.random = random(seed)
    this.stored = {}
    this.values = new Map()
    this.down = false
    this.log = []
  }

  storage () {
    const turn = async () => { if (this.random.chance(0.3)) await settled() }
    return {
      get: async (key) => { await turn(); return this.values.get(key) },
      set: async (key, value) => { await turn(); if (this.broken) throw new Error('full'); this.values.set(key, value) },
      remove: async (key) => { await turn(); this.values.delete(key) },
    }
  }

  take (entry) {
    const list = this.stored[entry.to] = this.stored[entry.to] || []
    if (!list.includes(entry.cid)) list.push(entry.cid)
    return { id: entry.cid, seq: list.indexOf(entry.cid) + 1, ts: 1, cid: entry.cid }
  }

  // send is a network that loses requests and answers, and a server that is overloaded at times.
  async send (entry) {
    await settled()
    if (this.values.size === 0) throw new Error('it was not kept before it was sent')
    const fate = this.random.next()
    if (fate < 0.1 || (fate >= 0.2 && fate < 0.3)) this.reconnect()
    if (this.down || fate < 0.1) throw new ChatError('connection_lost', 'before it got there')
    if (fate < 0.2) throw new ChatError('overloaded', 'later', { retryAfter: 0.001 })
    if (entry.cid.endsWith('refused')) throw new ChatError('not_member', 'no')
    const receipt = this.take(entry)
    if (fate < 0.3) throw new ChatError('connection_lost', 'before the answer')
    return receipt
  }

  reconnect () {
    setImmediate(() => {
      this.outbox.stop()
      this.outbox.start()
    })
  }

  async app (limits = plenty) {
    const run = { alive: true }
    const outbox = new Outbox(new Shelf(this.storage(), 'box'), limits, {
      send: (entry) => run.alive ? this.send(entry) : new Promise(() => {}),
      sent: (entry) => this.log.push(['sent', entry.cid]),
      failed: (entry, err) => this.log.push(['failed', entry.cid, err.code]),
    })
    await outbox.load()
    this.outbox = outbox
    return { outbox, end: () => { run.alive = false; outbox.stop() } }
  }
}

async function until (done) {
  const end = Date.now() + 10_000
  while (!done()) {
    if (Date.now() > end) throw new Error('it never came to an end')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

test('whatever is lost and whenever the app ends: each once, in the order of its conversation', async () => {
  const realRandom = Math.random
  Math.random = () => 0.001 // pauses are short
  try {
    for (let seed = 1; seed <= 150; seed++) {
      const world = new World(seed)
      const r = world.random
      const wanted = {}
      let app = await world.app()
      app.outbox.start()
      for (let i = 0; i < 40; i++) {
        const to = r.pick(['user/bob', 'group/g'])
        const cid = `${i}${r.chance(0.1) ? '-refused' : ''}`
        app.outbox.add(to, cid, `{"n":${i}}`).catch(() => {})
        if (!cid.endsWith('refused')) (wanted[to] = wanted[to] || []).push(cid)
        if (r.chance(0.3)) await settled()
        if (r.chance(0.1)) app.outbox.stop()
        if (r.chance(0.15)) app.outbox.start()
        if (r.chance(0.05)) {
          const kept = () => [...world.values.values()].join()
          await until(() => Object.entries(wanted).every(([to, cids]) => cids.every((cid) => world.stored[to]?.includes(cid) || kept().includes(`"cid":"${cid}"`))))
          app.end()
          app = await world.app()
          app.outbox.start()
        }
      }
      app.outbox.start()
      await until(() => app.outbox.length === 0)
      assert.deepEqual(world.stored, wanted, `seed ${seed}`)
    }
  } finally {
    Math.random = realRandom
  }
})

test('a message is in the storage before it is sent, and out of it when it is done', async () => {
  const world = new World()
  world.down = true
  const { outbox } = await world.app()
  outbox.start()
  const receipt = outbox.add('user/bob', 'c1', '{}')
  await until(() => world.values.size === 2)
  world.down = false
  assert.equal((await receipt).seq, 1)
  await until(() => world.values.size === 1) // the range stays
})

test('a refusal is told, and the next message is sent', async () => {
  const world = new World()
  const { outbox } = await world.app()
  const [refused, next] = [outbox.add('user/bob', 'a-refused', '{}'), outbox.add('user/bob', 'b', '{}')]
  outbox.start()
  await assert.rejects(refused, { code: 'not_member' })
  assert.equal((await next).seq, 1)
  assert.deepEqual(world.log, [['failed', 'a-refused', 'not_member'], ['sent', 'b']])
})

test('what was taken back is not sent', async () => {
  const world = new World()
  const { outbox } = await world.app()
  const [one, two] = [outbox.add('user/bob', 'a', '{}'), outbox.add('user/bob', 'b', '{}')]
  assert.equal(outbox.cancel('a'), true)
  assert.equal(outbox.cancel('a'), false)
  await assert.rejects(one, { code: 'cancelled' })
  outbox.start()
  await two
  assert.deepEqual(world.stored, { 'user/bob': ['b'] })
})

test('a full outbox, a large message and a broken storage say so, and nothing is half taken', async () => {
  const world = new World()
  const { outbox } = await world.app({ messages: 2, bytes: 10 })
  outbox.add('user/bob', 'a', '{}').catch(() => {})
  await assert.rejects(outbox.add('user/bob', 'b', '"123456789"'), { code: 'outbox_full' })
  outbox.add('user/bob', 'c', '{}').catch(() => {})
  await assert.rejects(outbox.add('user/bob', 'd', '{}'), { code: 'outbox_full' })
  assert.equal(outbox.length, 2)
  await assert.rejects(outbox.add('user/bob', 'e', `"${'你'.repeat(22_000)}"`), { code: 'too_large', field: 'body' })

  const other = new World()
  other.broken = true
  const app = await other.app()
  app.outbox.start()
  await assert.rejects(app.outbox.add('user/bob', 'a', '{}'), { code: 'storage_failed' })
  assert.deepEqual([app.outbox.length, other.stored], [0, {}])
})
