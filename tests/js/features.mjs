// What else a plain MQTT client can count on: groups, chatrooms, signals, requests, wills, takeover, kicks, QoS 2.
//
//	node features.mjs URL APP-KEY ANN-TOKEN BOB-TOKEN PROTOCOL-VERSION
//
// Ends with 0 and "ok", or with 1 and what went wrong. Started by tests/js_test.go.
import assert from 'node:assert/strict'
import { Client, within } from './client.mjs'

const [url, key, annToken, bobToken, version] = process.argv.slice(2)
const v5 = version === '5'
const g = `g-${version}`
const room = `r-${version}`

async function rest(token, method, path, body) {
  const answer = await fetch(url.replace('ws:', 'http:').replace('/mqtt', path), {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
  return text && JSON.parse(text)
}

const publish = (c, topic, body, qos = 1) => c.client.publishAsync(topic, typeof body === 'string' ? body : JSON.stringify(body), { qos })

const ann = await new Client(url, version, 'ann', annToken).connect()
const bob = await new Client(url, version, 'bob', bobToken).connect()
await ann.subscribe('im/default/user/ann/#', 'im/default/group/#')
await bob.subscribe('im/default/user/bob/#', 'im/default/group/#')

// A group: who is added hears it at once, without subscribing anew; who is removed hears nothing more.
await rest(annToken, 'POST', '/v1/groups', { id: g, name: 'Group' })
await ann.next('group.joined')
await ann.next('group.created')
await rest(annToken, 'POST', `/v1/groups/${g}/members`, { members: ['bob'] })
assert.deepEqual([(await bob.next('group.joined')).event, (await bob.next('members.added')).body.event], ['group.joined', 'members.added'])
await ann.next('members.added')
await publish(ann, `im/default/group/${g}`, 'hello group')
const inGroup = await bob.next('a message of the group')
assert.deepEqual([inGroup.topic, inGroup.body.text], [`im/default/group/${g}`, 'hello group'])

// Signals reach who is online, and are not stored.
await publish(bob, `im/default/group/${g}/typing`, '')
assert.deepEqual(await ann.next('typing'), { topic: `im/default/group/${g}/typing`, from: 'bob', to: `group/${g}` })
await publish(ann, 'im/default/user/bob', 'read me')
const unread = await bob.next('a message')
await publish(bob, 'im/default/user/ann/read', { seq: unread.seq })
assert.deepEqual(await ann.next('read'), { topic: 'im/default/user/ann/read', from: 'bob', to: 'user/ann', seq: unread.seq })
assert.deepEqual((({ event, conversation, unread }) => ({ event, conversation, unread }))(await bob.next('read on another device')), {
  event: 'read', conversation: 'user/ann', unread: 0,
})

// Every kind of message arrives as it was sent; a cmd and what says so are not stored.
for (const [type, body] of Object.entries({
  txt: { text: 'a' }, img: { url: 'https://example.com/a.jpg', width: 3 }, audio: { url: 'https://example.com/a.amr' },
  video: { url: 'https://example.com/a.mp4' }, file: { url: 'https://example.com/a.pdf' }, loc: { lat: 39.9, lng: 116.4 },
  cmd: { action: 'ring' }, custom: { any: [1, { thing: true }] }, combine: { messages: [{ type: 'txt', body: { text: 'b' } }] },
})) {
  await publish(ann, 'im/default/user/bob', { type, body, ext: { level: 3 } })
  const came = await bob.next(type)
  assert.deepEqual([came.type, came.body, came.ext, 'seq' in came], [type, body, { level: 3 }, type !== 'cmd'])
}
await publish(ann, 'im/default/user/bob', { body: { text: 'gone' }, store: false })
assert.equal((await bob.next('an unstored message')).seq, undefined)

// QoS 2 is a message like any other, stored once.
await publish(ann, 'im/default/user/bob', 'exactly', 2)
assert.equal((await bob.next('the message of QoS 2')).body.text, 'exactly')

// A REST request over the socket.
await publish(bob, 'im/default/user/bob/request', { id: 7, method: 'GET', path: `/v1/groups/${g}` })
const reply = await bob.next('reply')
assert.deepEqual([reply.topic, reply.id, reply.status, reply.body.members], ['im/default/user/bob/reply', 7, 200, 2])

// What one may not read is refused.
const refused = await bob.subscribe('im/default/user/ann/#', '#').catch((err) => err)
if (!(refused instanceof Error)) assert.ok(refused.every((r) => r.qos >= 0x80), JSON.stringify(refused))

await rest(annToken, 'POST', `/v1/groups/${g}/members/remove`, { members: ['bob'] })
assert.equal((await bob.next('group.left')).event, 'group.left')
await ann.next('members.removed')
await publish(ann, `im/default/group/${g}`, 'without bob')
await publish(ann, 'im/default/user/bob', 'after that')
assert.equal((await bob.next('what came after leaving')).body.text, 'after that')

// A chatroom: subscribing enters it and shows its newest messages.
await rest(key, 'POST', '/v1/rooms', { id: room, name: 'Room' })
await publish(ann, `im/default/room/${room}`, 'before')
await bob.subscribe(`im/default/room/${room}/#`)
assert.equal((await bob.next('the newest message')).body.text, 'before')
await publish(ann, `im/default/room/${room}`, 'live')
assert.equal((await bob.next('live in the room')).body.text, 'live')
assert.equal((await rest(annToken, 'GET', `/v1/rooms/${room}`)).online, 1)
await bob.client.unsubscribeAsync(`im/default/room/${room}/#`)
assert.equal((await rest(annToken, 'GET', `/v1/rooms/${room}`)).online, 0)

// A message goes to the sender's other devices too; a will is a message.
const tablet = await new Client(url, version, 'ann', annToken, `tablet-${version}`).connect({
  will: { topic: 'im/default/user/bob', payload: 'my battery died', qos: 1 },
})
await tablet.subscribe('im/default/user/ann/#')
await publish(ann, 'im/default/user/bob', 'from my phone')
assert.equal((await tablet.next('a copy')).body.text, 'from my phone')
assert.equal((await bob.next('the message')).body.text, 'from my phone')
tablet.client.stream.destroy()
assert.equal((await bob.next('the will')).body.text, 'my battery died')
await ann.next('a copy of the will')

// A second connection of the same client id ends the first.
const gone = within('the first connection ends', (resolve) => bob.client.once('close', resolve))
const again = await new Client(url, version, 'bob', bobToken).connect()
await gone
await again.subscribe('im/default/user/bob/#')

// A kick ends the connection, and says so before.
const closed = within('the kicked connection ends', (resolve) => again.client.once('close', resolve))
const told = v5 && within('DISCONNECT', (resolve) => again.client.once('disconnect', resolve))
await rest(key, 'POST', '/v1/users/bob/kick', { reason: 'out' })
if (v5) {
  const d = await told
  assert.deepEqual([d.reasonCode, d.properties.reasonString], [0x98, 'out'])
} else {
  const event = await again.next('closed')
  assert.deepEqual([event.event, event.reason], ['closed', 'out'])
}
await closed
await ann.end()
console.log('ok')
