// Two users chat by MQTT.js over WebSocket: what a web page or a mini-program does.
//
//	node chat.mjs URL ANN-TOKEN BOB-TOKEN PROTOCOL-VERSION
//
// Ends with 0 and "ok", or with 1 and what went wrong. Started by tests/js_test.go.
import assert from 'node:assert/strict'
import { Client } from './client.mjs'

const [url, annToken, bobToken, version] = process.argv.slice(2)
const v5 = version === '5'

const ann = await new Client(url, version, 'ann', annToken).connect()
let bob = await new Client(url, version, 'bob', bobToken).connect({ keep: true })
assert.equal(bob.connack.sessionPresent, false, 'a first session')
await ann.subscribe('im/default/user/ann/#')
const granted = await bob.subscribe('im/default/user/bob/#', 'im/default/group/#')
assert.deepEqual(granted.map((g) => g.qos), [1, 1])

// Both ways. The numbers go on where an earlier run left them.
const first = await ann.send('user/bob', 'hello bob', `a1-${version}`)
const hello = await bob.next('hello')
assert.equal(hello.topic, 'im/default/user/bob')
assert.equal(hello.from, 'ann')
assert.equal(hello.to, 'user/bob')
assert.equal(hello.cid, `a1-${version}`)
assert.deepEqual(hello.body, { text: 'hello bob' })
if (v5) {
  assert.deepEqual({ ...first }, { id: hello.id, seq: String(hello.seq), ts: String(hello.ts) }, 'PUBACK names the message')
} else {
  const sent = await ann.next('sent')
  assert.equal(sent.topic, 'im/default/user/ann/event')
  assert.deepEqual([sent.event, sent.cid, sent.to, sent.id, sent.seq], ['sent', `a1-${version}`, 'user/bob', hello.id, hello.seq])
}

await bob.send('user/ann', 'hello ann, 你好', `b1-${version}`)
const answer = await ann.next('the answer')
assert.equal(answer.topic, 'im/default/user/ann')
assert.deepEqual(answer.body, { text: 'hello ann, 你好' })
assert.equal(answer.seq, hello.seq + 1, 'one numbering for both directions')
if (!v5) assert.equal((await bob.next('sent')).event, 'sent')

// The same cid again is the same message: nobody gets it twice.
const again = await ann.send('user/bob', 'hello bob', `a1-${version}`)
if (v5) assert.deepEqual({ ...again }, { ...first }, 'the same receipt')
else assert.equal((await ann.next('sent again')).id, hello.id)

// A refusal: MQTT 5 in the PUBACK, 3.1.1 in the own inbox.
if (v5) {
  const refused = await ann.send('user/nobody', 'hello?', `a2-${version}`).then(() => null, (err) => err)
  assert.equal(refused?.code, 0x90, 'no such address')
  assert.equal(refused.ack.properties.userProperties.code, 'no_such_user')
  assert.match(refused.ack.properties.reasonString, /nobody/)
} else {
  await ann.send('user/nobody', 'hello?', `a2-${version}`)
  const refused = await ann.next('the refusal')
  assert.equal(refused.topic, 'im/default/user/ann/error')
  assert.deepEqual([refused.code, refused.cid], ['no_such_user', `a2-${version}`])
}

// Offline and back: the session is there, and what was missed comes in order.
await bob.end()
for (const n of [1, 2, 3]) {
  await ann.send('user/bob', `missed ${n}`, `m${n}-${version}`)
  if (!v5) await ann.next('sent')
}
bob = await new Client(url, version, 'bob', bobToken).connect({ keep: true })
assert.equal(bob.connack.sessionPresent, true, 'the session was kept')
for (const n of [1, 2, 3]) {
  const missed = await bob.next(`missed ${n}`)
  assert.deepEqual(missed.body, { text: `missed ${n}` })
  assert.equal(missed.seq, answer.seq + n)
}

// And live again.
await ann.send('user/bob', 'welcome back', `a3-${version}`)
assert.deepEqual((await bob.next('welcome back')).body, { text: 'welcome back' })

await Promise.all([ann.end(), bob.end()])
console.log('ok')
