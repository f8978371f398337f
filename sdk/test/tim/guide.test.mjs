// The flow of the vendor's guide, as old code writes it, and what code counts on beside it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { same, soon, texted, World } from './world.mjs'

let world
before(async () => { world = await World.start() })
after(() => world.stop())

test('create gives one instance, of functions alone', () => {
  const { TIM, tim } = world.phone('ann')
  assert.equal(TIM.create({ SDKAppID: world.keys.sdkappid }), tim)
  assert.equal(TIM.default, TIM)
  assert.equal(JSON.stringify(tim), '{}')
  assert.ok(Object.values(tim).every((one) => typeof one === 'function'))
  same([TIM.EVENT.MESSAGE_RECEIVED, TIM.TYPES.GRP_WORK, TIM.TYPES.MSG_TEXT], ['onMessageReceived', 'Private', 'TIMTextElem'])
  assert.throws(() => TIM.create({}), { code: 2000 })
})

test('before SDK_READY calls are refused with 2024', async () => {
  const { tim } = world.phone('ann')
  await assert.rejects(tim.getConversationList(), { code: 2024 })
  await assert.rejects(tim.sendMessage({}), { code: 2024 })
  assert.equal(tim.isReady(), false)
})

test('the guide: create, on, login, createTextMessage, sendMessage, MESSAGE_RECEIVED, getMessageList, setMessageRead, logout', async () => {
  const bob = await world.enter('bob')
  const storage = new Map()
  const { TIM, tim: first } = world.phone('ann', storage)
  await first.destroy()
  const SDKAppID = world.keys.sdkappid
  const userSig = world.sig('ann')

  const tim = TIM.create({ SDKAppID })
  tim.setLogLevel(0)
  tim.registerPlugin({ 'tim-upload-plugin': function () { throw new Error('the plugin was called') } })
  const app = { received: [], ready: null }
  const context = { name: 'page' }
  const ready = new Promise((resolve) => tim.on(TIM.EVENT.SDK_READY, resolve))
  tim.on(TIM.EVENT.MESSAGE_RECEIVED, function (event) {
    assert.equal(this, context)
    assert.equal(event.name, TIM.EVENT.MESSAGE_RECEIVED)
    app.received.push(...event.data)
  }, context)
  const entered = await tim.login({ userID: 'ann', userSig })
  same([entered.code, entered.data.actionStatus, entered.data.repeatLogin === undefined], [0, 'OK', true])
  await ready
  assert.equal(tim.isReady(), true)
  assert.equal(tim.getLoginUser(), 'ann')
  assert.ok(Math.abs(tim.getServerTime() - Date.now()) < 60000)

  const again = await tim.login({ userID: 'ann', userSig })
  assert.equal(again.data.repeatLogin, true)
  await assert.rejects(tim.login({ userID: 'eve', userSig: world.sig('eve') }), { code: 2025 })

  const message = tim.createTextMessage({ to: 'bob', conversationType: TIM.TYPES.CONV_C2C, payload: { text: 'Hello world!' }, cloudCustomData: 'extra' })
  same([message.status, message.flow, message.type, message.conversationID], ['unSend', 'out', 'TIMTextElem', 'C2Cbob'])
  assert.match(message.ID, /^ann-\d{10}-\d+$/)
  const sent = await tim.sendMessage(message)
  same([sent.code, sent.data.message === message, message.status], [0, true, 'success'])

  const got = await bob.receive(texted('Hello world!'))
  same([got.ID, got.flow, got.from, got.to, got.conversationID, got.cloudCustomData, got.isRevoked], [message.ID, 'in', 'ann', 'bob', 'C2Cann', 'extra', false])
  assert.ok(got.time > 1e9 && got.time < 1e10, 'seconds')

  await bob.say('ann', 'hi ann')
  await bob.say('ann', 'how are you')
  const { data: page } = await tim.getMessageList({ conversationID: 'C2Cbob', count: 2 })
  same(page.messageList.map((m) => m.payload.text), ['hi ann', 'how are you'])
  assert.equal(page.isCompleted, false)
  const { data: rest } = await tim.getMessageList({ conversationID: 'C2Cbob', nextReqMessageID: page.nextReqMessageID, count: 15 })
  same(rest.messageList.map((m) => m.ID), [message.ID])
  assert.equal(rest.isCompleted, true)

  const read = bob.next('MESSAGE_READ_BY_PEER')
  await tim.setMessageRead({ conversationID: 'C2Cbob' })
  same((await read).map((m) => m.payload.text), ['hi ann', 'how are you'])
  assert.ok((await read).every((m) => m.isPeerRead))
  same(app.received.map((m) => m.payload.text), ['hi ann', 'how are you'])

  const out = await tim.logout()
  assert.equal(out.code, 0)
  await assert.rejects(tim.getConversationList(), { code: 2024 })
  tim.destroy()
})

test('what came while away arrives by MESSAGE_RECEIVED after each login, until it is reported read', async () => {
  const cid = await world.enter('cid')
  const storage = new Map()
  let dan = await world.enter('dan', storage)
  await dan.tim.logout()
  assert.ok(dan.told.some((one) => one.event === 'SDK_NOT_READY'))
  await cid.say('dan', 'are you there?')
  for (const login of [1, 2]) {
    dan = await world.enter('dan', login === 1 ? storage : new Map())
    const { data } = await dan.tim.getConversationList()
    same(data.conversationList.map((c) => [c.conversationID, c.unreadCount, c.lastMessage.messageForShow]), [['C2Ccid', 1, 'are you there?']], 'with SDK_READY')
    const message = await dan.receive(texted('are you there?'))
    assert.equal(message.flow, 'in')
    assert.equal(dan.told.filter((one) => one.event === 'MESSAGE_RECEIVED').length, 1, 'once')
    if (login === 2) await dan.tim.setMessageRead({ conversationID: 'C2Ccid' })
    await dan.tim.logout()
  }
  dan = await world.enter('dan', storage)
  await cid.say('dan', 'good')
  await dan.receive(texted('good'))
  assert.ok(!dan.told.some((one) => one.event === 'MESSAGE_RECEIVED' && one.data.some(texted('are you there?'))))
})

test('what came while away is not told again of a conversation that is read at once', async () => {
  const [lea, max] = [await world.enter('lea'), await world.enter('max')]
  const ned = world.phone('ned')
  await ned.tim.login({ userID: 'ned', userSig: world.sig('ned') })
  await ned.hear('SDK_READY')
  await ned.tim.logout()
  await max.say('ned', 'from max')
  await lea.say('ned', 'from lea')
  let opened
  ned.tim.once(ned.TIM.EVENT.SDK_READY, () => { opened = ned.tim.getMessageList({ conversationID: 'C2Clea' }) })
  await ned.tim.login({ userID: 'ned', userSig: world.sig('ned') })
  await ned.receive(texted('from max'))
  same((await opened).data.messageList.map((m) => m.payload.text), ['from lea'])
  await lea.say('ned', 'now')
  await ned.receive(texted('now'))
  same(ned.told.filter((one) => one.event === 'MESSAGE_RECEIVED').flatMap((one) => one.data.map((m) => m.payload.text)), ['from max', 'now'])
})

test('wrong logins carry the numbers of the vendor', async () => {
  const { tim } = world.phone('eve')
  const refused = async (userSig, code) => assert.rejects(tim.login({ userID: 'eve', userSig }), (err) => { assert.equal(err.code, code, err.message); return true })
  await refused(world.sig('eve', { time: Math.floor(Date.now() / 1000) - 1000, expire: 10 }), 70001)
  await refused(world.sig('eve', { secret: 'another' }), 70009)
  await refused(world.sig('eve').slice(0, -20), 70003)
  await refused(world.sig('fay'), 70013)
  await refused(world.sig('eve', { app: 1400000000 }), 70014)
  await tim.login({ userID: 'eve', userSig: world.sig('eve') })
})

test('KICKED_OUT says why', async () => {
  const gil = await world.enter('gil')
  await world.server.ask('POST', '/v1/users/gil/kick')
  assert.equal((await gil.hear('KICKED_OUT')).type, 'REST_API_Kick')
  assert.equal(gil.tim.isReady(), false)
  const hal = world.phone('hal')
  await hal.tim.login({ userID: 'hal', userSig: world.sig('hal', { expire: 3 }) })
  assert.equal((await hal.hear('KICKED_OUT')).type, 'userSigExpired')
})

test('KICKED_OUT: by another page of the same device, by another device, by one that came while this one was away', async () => {
  const bounds = (settings) => world.server.ask('PATCH', '/v1/app', { settings })
  const only = async (person) => {
    assert.equal(person.tim.isReady(), false)
    await assert.rejects(person.tim.getConversationList(), { code: 2024 })
  }
  await bounds({ sessions_per_platform: 1 })
  const storage = new Map()
  const page = await world.enter('nan', storage)
  const other = await world.enter('nan', storage)
  assert.equal((await page.hear('KICKED_OUT')).type, page.TIM.TYPES.KICKED_OUT_MULT_ACCOUNT)
  await only(page)
  const phone = await world.enter('nan')
  assert.equal((await other.hear('KICKED_OUT')).type, page.TIM.TYPES.KICKED_OUT_MULT_DEVICE)
  await only(other)

  await bounds({ sessions_excess: 'newest' })
  phone.host.background()
  await soon('the server knows that the phone is away', async () => (await world.server.ask('GET', '/v1/devices?from=nan')).devices.length === 0)
  await world.enter('nan')
  phone.host.foreground()
  assert.equal((await phone.hear('KICKED_OUT')).type, page.TIM.TYPES.KICKED_OUT_MULT_DEVICE)
  await only(phone)
  await bounds({ sessions_per_platform: 4, sessions_excess: 'oldest' })
})

test('ERROR tells what fails in the background', async () => {
  const storage = new Map()
  const [ora, pia] = [await world.enter('ora', storage), await world.enter('pia')]
  storage.set = () => { throw new Error('the storage is full') }
  const heard = ora.next('ERROR')
  await pia.say('ora', 'hello')
  await ora.receive(texted('hello'))
  assert.match((await heard).message, /the storage is full/)
})

test('on, once, off: by handler, by context, all; a handler that is registered twice is called once', async () => {
  const ivy = await world.enter('ivy')
  const jon = await world.enter('jon')
  const { tim, TIM: { EVENT } } = ivy
  const heard = []
  const handler = function ({ name }) { heard.push(`${this ? this.name : 'none'} ${name === EVENT.MESSAGE_RECEIVED}`) }
  const [page, other] = [{ name: 'page' }, { name: 'other' }]
  tim.on(EVENT.MESSAGE_RECEIVED, handler, page)
  tim.on(EVENT.MESSAGE_RECEIVED, handler, page)
  tim.on(EVENT.MESSAGE_RECEIVED, handler, other)
  tim.once(EVENT.MESSAGE_RECEIVED, handler, { name: 'once' })
  await jon.say('ivy', 'one')
  await ivy.receive(texted('one'))
  same(heard, ['page true', 'other true', 'once true'])
  tim.off(EVENT.MESSAGE_RECEIVED, handler, page)
  await jon.say('ivy', 'two')
  await ivy.receive(texted('two'))
  same(heard.slice(3), ['other true'])
  tim.off(EVENT.MESSAGE_RECEIVED, handler)
  await jon.say('ivy', 'three')
  await ivy.receive(texted('three'))
  assert.equal(heard.length, 4)
})

test('callExperimentalAPI says that nothing is enabled; destroy ends the instance, and create makes another one', async () => {
  const kim = await world.enter('kim')
  same(await kim.tim.callExperimentalAPI('isCommercialAbilityEnabled', 1), { code: 0, data: { enabled: false } })
  await kim.tim.destroy()
  await kim.hear('SDK_DESTROY')
  assert.notEqual(kim.TIM.create({ SDKAppID: world.keys.sdkappid }), kim.tim)
})

test('without an address login says what to do', async () => {
  const { default: TIM } = await import('../../dist/tim.mjs')
  const tim = TIM.create({ SDKAppID: 1 })
  await assert.rejects(tim.login({ userID: 'ann', userSig: 'x' }), /configure/)
})
