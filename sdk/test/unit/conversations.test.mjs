// The list of conversations of a device that watched is the one that the server has, whatever happened.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { node } from '../hosts/all.mjs'
import { Heard, Server } from '../server.mjs'
import { random, settled, source } from './source.mjs'

const { Conversations } = await source('conversations/conversations')

let server
before(async () => { server = await Server.start() })
after(() => server.stop())

const fields = ({ conversation, last_seq, read_seq, unread, first_seq, pinned, hidden, marks, mentioned_seq, peer_read_seq, left, last }) =>
  ({ conversation, last_seq, read_seq, unread, first_seq, pinned, hidden, marks, mentioned_seq, peer_read_seq, left, last: last && [last.seq, last.type, last.body] })

test('after whatever two users and their devices do', async () => {
  await server.users('ann', 'bob')
  const apps = []
  for (const user of ['ann', 'ann', 'bob', 'bob']) {
    const { sdk, options } = node(server)
    const client = sdk.createClient(options)
    await client.login({ user, password: `${user}-secret` })
    await client.conversations()
    apps.push({ user, client, heard: new Heard(client, 'message', 'error') })
  }
  const group = (await apps[0].client.createGroup({ name: 'Climbing', members: ['bob'] })).id
  const r = random(5)
  const other = { ann: 'user/bob', bob: 'user/ann' }
  const last = {}
  await apps[0].client.send('user/bob', { body: { text: 'first' } })
  await apps[2].client.send('user/ann', { body: { text: 'second' } })
  await apps[0].client.send(`group/${group}`, { body: { text: 'third' } })
  for (let i = 0; i < 120; i++) {
    const { client, user } = r.pick(apps)
    const conversation = r.pick([other[user], `group/${group}`])
    const deeds = {
      send: () => client.send(conversation, { body: { text: `n${i}` }, silent: r.chance(0.2) || undefined, at: conversation.startsWith('group') && r.chance(0.3) ? ['ann'] : undefined }),
      sent: () => client.send(conversation, { body: { text: `n${i}` } }),
      read: () => client.markRead(conversation),
      recall: () => client.recallMessage(conversation, last[conversation + user]),
      delete: () => client.deleteMessages(conversation, { seqs: [last[conversation + user]] }),
      pin: () => client.changeConversation(conversation, { pinned: r.chance(0.5) }),
      mark: () => client.changeConversation(conversation, { marks: r.chance(0.5) ? ['todo'] : [] }),
    }
    const deed = r.pick(['send', 'send', 'sent', 'read', 'recall', 'delete', 'pin', 'mark'])
    if ((deed === 'recall' || deed === 'delete') && !last[conversation + user]) continue
    const done = await deeds[deed]().catch((err) => assert.ok(['no_such_message', 'too_late', 'forbidden'].includes(err.code), `${deed}: ${err.code} ${err.message}`))
    if (deed.startsWith('sen')) last[conversation + user] = done.seq
    else if (deed === 'recall') delete last[conversation + user]
  }
  for (const { client, heard, user } of apps) {
    const want = JSON.stringify((await client.listConversations({ limit: 100 })).conversations.map(fields).sort((a, b) => a.conversation < b.conversation ? -1 : 1))
    let have
    const end = Date.now() + 15_000
    do {
      await client.getProfile(user) // what came before the answer has been told
      have = JSON.stringify((await client.conversations()).map(fields).sort((a, b) => a.conversation < b.conversation ? -1 : 1))
    } while (have !== want && Date.now() < end)
    assert.deepEqual(JSON.parse(have), JSON.parse(want), user)
    assert.deepEqual(heard.all.filter((e) => e.name === 'error'), [])
    client.logout()
  }
})

// What a server with one conversation says: its socket keeps the order, its answers come whenever they like.
test('in whatever order answers and messages arrive', async () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const r = random(seed)
    let truth = { conversation: 'user/bob', last_seq: 0, read_seq: 0, unread: 0, first_seq: 1, active: 0 }
    const socket = []
    const answers = []
    const answer = (take) => { const now = truth; answers.push(() => take(now)) }
    const list = new Conversations({ me: 'ann', changed: () => {}, page: async () => ({ conversations: [truth] }), view: () => new Promise(answer) })
    await list.list()
    const deeds = [
      () => { // bob writes
        truth = { ...truth, last_seq: truth.last_seq + 1, unread: truth.unread + 1 }
        const message = { seq: truth.last_seq, from: 'bob', type: 'txt', ts: 0, body: {} }
        socket.push(() => list.placed('user/bob', message))
      },
      () => { // ann reads on another device
        truth = { ...truth, read_seq: truth.last_seq, unread: 0 }
        const now = truth
        socket.push(() => list.read('user/bob', now))
      },
      () => { // ann reads here
        truth = { ...truth, read_seq: truth.last_seq, unread: 0 }
        answer((now) => list.read('user/bob', now))
      },
      () => { // bob recalls his last unread message
        if (truth.unread > 0) truth = { ...truth, unread: truth.unread - 1 }
        socket.push(() => list.refresh('user/bob'))
      },
      () => { // ann pins here
        truth = { ...truth, pinned: !truth.pinned }
        answer((now) => list.answered(now))
        socket.push(() => list.refresh('user/bob'))
      },
      () => { // bob has read
        truth = { ...truth, peer_read_seq: truth.last_seq || undefined }
        const seq = truth.last_seq
        if (seq) socket.push(() => list.peer('user/bob', 'peer_read_seq', seq))
      },
    ]
    const arrive = async () => {
      if (socket.length > 0 && (answers.length === 0 || r.chance(0.6))) socket.shift()()
      else if (answers.length > 0) answers.splice(r.below(answers.length), 1)[0]()
      await settled()
    }
    for (let i = 0; i < 40; i++) await (r.chance(0.5) ? r.pick(deeds)() : arrive())
    while (socket.length + answers.length > 0) await arrive()
    const [have] = await list.list()
    const rest = ({ last, active, hidden, mentioned_seq, ...one }) => one
    assert.deepEqual(JSON.parse(JSON.stringify(rest(have))), JSON.parse(JSON.stringify(rest(truth))), `seed ${seed}`)
  }
})
