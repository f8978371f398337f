import assert from 'node:assert/strict'
import { test } from 'node:test'
import { random, settled, source } from './source.mjs'

const { Inbox, Memory, Order } = await source('inbox/inbox.ts', 'inbox/memory.ts', 'inbox/order.ts')

// World is what a server keeps: conversations with their messages, and the order in which all of it came.
class World {
  constructor (seed) {
    this.random = random(seed)
    this.feed = [] // [conversation, message]
    this.values = new Map()
  }

  messages (conversation) { return this.feed.filter(([c]) => c === conversation).map(([, m]) => m) }

  write (conversation, from = 'bob') {
    const seq = this.messages(conversation).length + 1
    const message = { id: `${conversation}#${seq}`, from, to: conversation.startsWith('user/') ? (from === 'me' ? conversation : 'user/me') : conversation, seq, ts: this.feed.length, type: 'txt', body: { text: String(seq) } }
    this.feed.push([conversation, message])
    return message
  }

  view (conversation) {
    return { conversation, last_seq: this.messages(conversation).length, first_seq: 1, read_seq: 0, unread: 0, active: 0 }
  }

  async fail () {
    await settled()
    if (this.random.chance(0.1)) throw new Error('the connection was lost')
  }

  source () {
    return {
      // Two conversations in an answer; in the middle a cursor is two positions, as the server's is.
      sync: async (cursor) => {
        await this.fail()
        const [after, resume = after] = (cursor || '0').split('.').map(Number)
        const changed = [...new Map(this.feed.map(([c], i) => [c, i + 1]))].filter(([, pos]) => pos > resume).sort((a, b) => a[1] - b[1])
        const some = changed.slice(0, 2)
        const conversations = some.map(([c]) => {
          const all = this.feed.slice(after).filter(([one]) => one === c).map(([, m]) => m)
          return { ...this.view(c), messages: all.slice(-3), gap: all.length > 3 || undefined }
        })
        const more = changed.length > some.length
        const answer = { conversations, more, cursor: more ? `${after}.${some[1][1]}` : String(this.feed.length) }
        await this.fail()
        return answer
      },
      history: async (conversation, after) => {
        await this.fail()
        return { messages: this.messages(conversation).filter((m) => m.seq > after).slice(0, 4), first_seq: 1, last_seq: 0, more: true }
      },
      view: async (conversation) => {
        await this.fail()
        return this.view(conversation)
      },
    }
  }

  async app (told) {
    const memory = new Memory({ get: (k) => this.values.get(k), set: (k, v) => { this.values.set(k, v) }, remove: () => {} }, 'inbox', assert.fail)
    await memory.load()
    const nothing = () => {}
    return new Inbox({ user: 'me' }, this.source(), memory, (m) => m.from === 'me', {
      message: (conversation, message) => (told[conversation] = told[conversation] || []).push(message.seq),
      placed: nothing, changed: nothing, deleted: nothing, gap: assert.fail, event: nothing, view: nothing, failed: nothing,
    })
  }
}

test('whatever is lost, late or twice, and whenever the app ends: each message once, in order', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const world = new World(seed)
    const r = world.random
    const told = {}
    const conversations = ['user/bob', 'group/g', 'group/h', 'user/eve']
    const sync = async () => { for (;;) try { return await inbox.sync() } catch (_) {} }
    let inbox = await world.app(told)
    await sync()
    for (let i = 0; i < 60; i++) {
      const conversation = r.pick(conversations)
      const mine = r.chance(0.2)
      const message = world.write(conversation, mine ? 'me' : conversation === 'user/eve' ? 'eve' : 'bob')
      if (mine) inbox.sent(message)
      else if (!r.chance(0.3)) inbox.take(message) // or it is lost on the way
      if (r.chance(0.1) && !mine) inbox.take(message) // twice
      if (r.chance(0.3)) await settled()
      if (r.chance(0.1)) sync()
      if (r.chance(0.05)) {
        await settled()
        inbox.close()
        inbox = await world.app(told)
        await sync()
      }
    }
    await sync()
    for (const conversation of conversations) {
      const want = world.messages(conversation).filter((m) => m.from !== 'me').map((m) => m.seq)
      assert.deepEqual(told[conversation] || [], want, `seed ${seed}, ${conversation}`)
    }
  }
})

test('what comes live during the very first sync is told, though sync has counted it', async () => {
  for (const late of [false, true]) {
    const world = new World(1)
    world.fail = settled
    world.write('user/bob')
    const told = {}
    const inbox = await world.app(told)
    const synced = inbox.sync()
    const message = world.write('user/bob')
    if (!late) inbox.take(message)
    await synced
    if (late) inbox.take(message)
    assert.deepEqual(told, { 'user/bob': [2] })
  }
})

test('what the server does not have is not waited for', async () => {
  const world = new World(1)
  world.fail = settled
  const told = {}
  const inbox = await world.app(told)
  world.write('group/g')
  await inbox.sync()
  for (let i = 0; i < 6; i++) world.write('group/g')
  world.feed = world.feed.filter(([, m]) => m.seq !== 2 && m.seq !== 4) // gone, against all promises
  await inbox.sync()
  assert.deepEqual(told['group/g'], [3, 5, 6, 7])
})

test('of very many missed messages the app is told the gap', async () => {
  const world = new World(1)
  world.fail = settled
  const gaps = []
  const told = {}
  const inbox = await world.app(told)
  world.write('user/bob')
  await inbox.sync()
  inbox.events.gap = (...gap) => gaps.push(gap)
  for (let i = 0; i < 2000; i++) world.write('user/bob')
  await inbox.sync()
  assert.deepEqual(gaps, [['user/bob', 1, 1999]])
  assert.deepEqual(told['user/bob'], [1999, 2000, 2001])
})

test('order: what is early waits, what is known is dropped, what is skipped is not waited for', () => {
  const order = new Order(3)
  assert.deepEqual([order.take(5, 'e'), order.take(6, 'f'), order.take(3, 'c'), order.waiting], [[], [], [], 5])
  order.replace(6, 'F')
  assert.deepEqual(order.take(4, 'd'), ['d', 'e', 'F'])
  order.take(9, 'i')
  assert.deepEqual([order.skip(9), order.last, order.waiting], [['i'], 9, undefined])
})
