// Our packets as mqtt-packet reads them, and its packets as we read them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import mqtt from 'mqtt-packet'
import { random, source } from './source.mjs'

const encode = await source('mqtt/encode.ts')
const { Decoder } = await source('mqtt/decode.ts')

function readByMqttPacket (bytes) {
  const parser = mqtt.parser({ protocolVersion: 5 })
  const packets = []
  parser.on('packet', (p) => packets.push(p))
  parser.on('error', (err) => { throw err })
  parser.parse(Buffer.from(bytes))
  assert.equal(packets.length, 1)
  return packets[0]
}

function readByUs (bytes, cuts = []) {
  const packets = []
  const decoder = new Decoder((p) => packets.push(p), (why) => packets.push({ damaged: why }))
  let from = 0
  for (const to of [...cuts, bytes.length]) {
    decoder.feed(bytes.subarray(from, to))
    from = to
  }
  return packets
}

test('what a client says is what was meant', () => {
  const hello = readByMqttPacket(encode.connect({ clientId: 'phone', username: 'ann@default', password: '密码', keepAlive: 35, userProperties: { platform: 'wechat', device: 'd1' } }))
  assert.deepEqual([hello.protocolVersion, hello.clean, hello.keepalive, hello.clientId, hello.username, hello.password.toString()], [5, true, 35, 'phone', 'ann@default', '密码'])
  assert.deepEqual({ ...hello.properties.userProperties }, { platform: 'wechat', device: 'd1' })

  const payload = Buffer.from('x'.repeat(70_000))
  const message = readByMqttPacket(encode.publish('im/default/user/bob', payload, 65535))
  assert.deepEqual([message.topic, message.qos, message.retain, message.messageId, message.payload.equals(payload)], ['im/default/user/bob', 1, false, 65535, true])

  const subscribe = readByMqttPacket(encode.subscribe(['a/#', 'b'], 7))
  assert.deepEqual(subscribe.subscriptions.map((s) => [s.topic, s.qos]), [['a/#', 1], ['b', 1]])
  assert.deepEqual(readByMqttPacket(encode.unsubscribe(['a/#'], 8)).unsubscriptions, ['a/#'])
  assert.deepEqual([readByMqttPacket(encode.puback(300)).cmd, readByMqttPacket(encode.puback(300)).messageId], ['puback', 300])
  assert.equal(readByMqttPacket(encode.pingreq()).cmd, 'pingreq')
  assert.equal(readByMqttPacket(encode.disconnect()).cmd, 'disconnect')
})

const user = (properties) => ({ ...properties, userProperties: { code: 'not_member', retry_after: '3' } })
const said = [
  [{ cmd: 'connack', sessionPresent: false, reasonCode: 0, properties: { maximumPacketSize: 81920, assignedClientIdentifier: 'x', serverKeepAlive: 60, retainAvailable: false } },
    { type: 'connack', reason: 0, properties: { maximumPacketSize: 81920, user: {} } }],
  [{ cmd: 'connack', sessionPresent: false, reasonCode: 0x8a, properties: user({ reasonString: 'banned, 被禁' }) },
    { type: 'connack', reason: 0x8a, properties: { reason: 'banned, 被禁', user: { code: 'not_member', retry_after: '3' } } }],
  [{ cmd: 'publish', topic: 'im/default/user/ann', payload: Buffer.from('{}'), qos: 1, messageId: 9, dup: false, retain: false, properties: { correlationData: Buffer.from([1, 2]), contentType: 'json', subscriptionIdentifier: 300 } },
    { type: 'publish', topic: 'im/default/user/ann', payload: [123, 125], qos: 1, id: 9 }],
  [{ cmd: 'publish', topic: 't', payload: Buffer.alloc(0), qos: 0, dup: false, retain: false }, { type: 'publish', topic: 't', payload: [], qos: 0, id: 0 }],
  [{ cmd: 'puback', messageId: 300, reasonCode: 0 }, { type: 'acknowledged', id: 300, reasons: [0], properties: { user: {} } }],
  [{ cmd: 'puback', messageId: 1, reasonCode: 0x87, properties: user({ reasonString: 'no' }) },
    { type: 'acknowledged', id: 1, reasons: [0x87], properties: { reason: 'no', user: { code: 'not_member', retry_after: '3' } } }],
  [{ cmd: 'suback', messageId: 2, granted: [1, 0x87] }, { type: 'acknowledged', id: 2, reasons: [1, 0x87], properties: { user: {} } }],
  [{ cmd: 'unsuback', messageId: 3, granted: [0] }, { type: 'acknowledged', id: 3, reasons: [0], properties: { user: {} } }],
  [{ cmd: 'pingresp' }, { type: 'pingresp' }],
  [{ cmd: 'disconnect', reasonCode: 0xa0, properties: { reasonString: 'expired' } }, { type: 'disconnect', reason: 0xa0, properties: { reason: 'expired', user: {} } }],
]
const plain = (packet) => JSON.parse(JSON.stringify({ ...packet, payload: packet.payload && [...packet.payload] }))

test('what a server says is understood, however the bytes are split', () => {
  const bytes = Uint8Array.from(Buffer.concat(said.map(([packet]) => mqtt.generate(packet, { protocolVersion: 5 }))))
  const want = said.map(([, packet]) => packet)
  assert.deepEqual(readByUs(bytes).map(plain), want)
  assert.deepEqual(readByUs(bytes, Array.from(bytes.keys())).map(plain), want)
  const r = random(3)
  for (let i = 0; i < 200; i++) {
    const cuts = Array.from({ length: r.below(12) }, () => r.below(bytes.length)).sort((a, b) => a - b)
    assert.deepEqual(readByUs(bytes, cuts).map(plain), want)
  }
})

test('what is no MQTT is damaged, once, and nothing after it counts', () => {
  for (const bytes of [[0x20, 0xff, 0xff, 0xff, 0xff], [0x00, 0x00], [0x40, 0x01, 0x00], [0x20, 0x04, 0, 0, 1, 0x7f], [0x30, 0x02, 0, 9]]) {
    const found = readByUs(Uint8Array.from([...bytes, ...bytes, 0xd0, 0]))
    assert.equal(found.length, 1, bytes.join())
    assert.ok(found[0].damaged)
  }
})

test('random bytes never throw', () => {
  const r = random(4)
  for (let i = 0; i < 3000; i++) readByUs(Uint8Array.from({ length: r.below(60) }, () => r.below(256)))
})
