// Two users chat by MQTT.js over WebSocket: what a web page or a mini-program does.
//
//	node chat.mjs URL ANN-TOKEN BOB-TOKEN PROTOCOL-VERSION
//
// Ends with 0 and "ok", or with 1 and what went wrong. Started by tests/js_test.go.
import assert from 'node:assert/strict'
import mqtt from 'mqtt'

const [url, annToken, bobToken, version] = process.argv.slice(2)
const v5 = version === '5'
const patience = 10_000

// Client is an MQTT.js client that keeps what comes, so that it can be waited for.
class Client {
  #arrived = []
  #waiting = []

  constructor(user, token, clientId) {
    Object.assign(this, { user, token, clientId })
  }

  async connect({ keep = false } = {}) {
    this.client = mqtt.connect(url, {
      username: this.user,
      password: this.token,
      clientId: this.clientId,
      protocolVersion: v5 ? 5 : 4,
      clean: !keep,
      properties: v5 && keep ? { sessionExpiryInterval: 3600 } : undefined,
      reconnectPeriod: 0,
      connectTimeout: patience,
    })
    this.client.on('message', (topic, payload) => {
      const message = { ...JSON.parse(payload.toString()), topic }
      const taker = this.#waiting.shift()
      taker ? taker(message) : this.#arrived.push(message)
    })
    this.connack = await within(`CONNACK for ${this.user}`, (resolve, reject) => {
      this.client.once('connect', resolve)
      this.client.once('error', reject)
    })
    return this
  }

  async subscribe(...filters) {
    const granted = await this.client.subscribeAsync(filters, { qos: 1 })
    for (const g of granted) assert.equal(g.qos, 1, `granted for ${g.topic}`)
  }

  // next gives the next message, in the order of arrival.
  next(what) {
    if (this.#arrived.length > 0) return this.#arrived.shift()
    return within(`${this.user} receives ${what}`, (resolve) => this.#waiting.push(resolve))
  }

  // send gives the user properties of the PUBACK, with MQTT 5. MQTT.js does not hand the PUBACK to the callback of
  // publish, so it is taken from the packets that come; one publish at a time, so it is ours.
  async send(to, text, cid) {
    const payload = JSON.stringify({ cid, type: 'txt', body: { text } })
    let ack
    const look = (packet) => {
      if (packet.cmd === 'puback') ack = packet
    }
    this.client.on('packetreceive', look)
    try {
      await within(`PUBACK of ${cid}`, (resolve, reject) => {
        this.client.publish(`im/default/${to}`, payload, { qos: 1 }, (err) => (err ? reject(err) : resolve()))
      })
    } catch (err) {
      throw Object.assign(err, { ack })
    } finally {
      this.client.off('packetreceive', look)
    }
    return ack.properties?.userProperties
  }

  async end() {
    await this.client.endAsync()
  }
}

function within(what, start) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${patience} ms`)), patience)
  })
  return Promise.race([new Promise(start), late]).finally(() => clearTimeout(timer))
}

const ann = await new Client('ann', annToken, `ann-${version}`).connect()
let bob = await new Client('bob', bobToken, `bob-${version}`).connect({ keep: true })
assert.equal(bob.connack.sessionPresent, false, 'a first session')
await ann.subscribe('im/default/user/ann/#')
await bob.subscribe('im/default/user/bob/#', 'im/default/group/#')

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
bob = await new Client('bob', bobToken, `bob-${version}`).connect({ keep: true })
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
