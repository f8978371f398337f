// What a small old app does, in the words of the older API: `listen`, `new message(…).set(…)`, callbacks.
import assert from 'node:assert/strict'
import test from 'node:test'
import { pixel } from './files.mjs'
import { appKey, ChatSDK, Told, world } from './world.mjs'

const here = world()

// called turns a call with callbacks into a promise.
const called = (call) => new Promise((resolve, reject) => call({ success: (...answer) => resolve(answer.length > 1 ? answer : answer[0]), error: reject, fail: reject }))

async function login (name, options) {
  const conn = new ChatSDK.connection({ appKey, isHttpDNS: false, url: 'wss://im-api-wechat.easemob.com/websocket', apiUrl: 'https://a1.easemob.com', enableReportLogs: false })
  here.people.push({ conn })
  const told = new Told()
  const handlers = {}
  for (const handler of ['onOpened', 'onReconnect', 'onSocketConnected', 'onClosed', 'onInviteMessage', 'onReadMessage', 'onPresence', 'onRoster', 'onVideoMessage', 'onAudioMessage', 'onCmdMessage', 'onTextMessage', 'onEmojiMessage', 'onPictureMessage', 'onFileMessage', 'onError']) handlers[handler] = told.handlers[handler]
  conn.listen(handlers)
  conn.open({ user: name, pwd: `${name}-secret`, appKey, apiUrl: conn.apiUrl, ...options })
  return { conn, told, name }
}

async function pair () {
  const names = here.names('ann', 'bob')
  await here.server.users(...names)
  const people = []
  for (const name of names) {
    const one = await login(name)
    await one.told.until('onOpened')
    people.push(one)
  }
  return people
}

// say sends in the old way, and gives what `success` is told.
function say (from, to, type, set, group) {
  return called(({ success, fail }) => {
    const id = from.conn.getUniqueId()
    const msg = new ChatSDK.message(type, id)
    msg.set({ to, roomType: false, chatType: 'singleChat', ext: { from: 'demo' }, success, fail, ...set })
    if (group) msg.setGroup('groupchat')
    from.conn.send(msg.body)
  })
}

test('legacy: a text with new message(…).set(…), its success and its older form', async () => {
  const [ann, bob] = await pair()
  const [localId, serverId] = await say(ann, bob.name, 'txt', { msg: 'hello' })
  assert.match(localId, /^\d+$/)
  const heard = await bob.told.until('onTextMessage')
  assert.equal(heard.id, serverId)
  assert.equal(heard.data, 'hello')
  assert.equal(heard.type, 'chat')
  assert.equal(heard.from, ann.name)
  assert.equal(heard.to, bob.name)
  assert.deepEqual(heard.ext, { from: 'demo' })
})

test('legacy: context, apiUrl and what is said of the connection', async () => {
  const [ann] = await pair()
  await ann.told.until('onSocketConnected')
  assert.ok(ann.conn.isOpened())
  assert.equal(ann.conn.apiUrl, here.server.http)
  assert.equal(ann.conn.context.userId, ann.name)
  assert.equal(ann.conn.context.jid.name, ann.name)
  assert.equal(ann.conn.context.jid.clientResource, '')
  assert.ok(ann.conn.context.accessToken.length > 20)
  assert.equal(ann.conn.autoReconnectNumTotal, 0)
  ann.conn.close()
  await ann.told.until('onClosed')
  assert.ok(!ann.conn.isOpened())
})

test('legacy: a wrong password is told to onError in the words that old code compares', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const one = await login(name, { pwd: 'wrong' })
  const err = await one.told.until('onError')
  assert.equal(err.type, ChatSDK.statusCode.OPEN)
  assert.equal(err.data.data.error_description, 'invalid password')
})

test('legacy: commands, places and events of their own', async () => {
  const [ann, bob] = await pair()
  await say(ann, bob.name, 'cmd', { action: 'ring' })
  assert.equal((await bob.told.until('onCmdMessage')).action, 'ring')
})

test('legacy: a picture, uploaded by old code itself to …/chatfiles', async () => {
  const [ann, bob] = await pair()
  const form = new FormData()
  form.append('file', new Blob([pixel], { type: 'image/png' }), 'dot.png')
  const answer = await fetch(`${ann.conn.apiUrl}/corp/shop/chatfiles`, { method: 'POST', headers: { Authorization: `Bearer ${ann.conn.context.accessToken}` }, body: form })
  assert.equal(answer.status, 200)
  const { uri, entities } = await answer.json()
  const file = { type: 'img', size: { width: 1, height: 1 }, url: `${uri}/${entities[0].uuid}`, filetype: 'png', filename: 'dot.png', width: 1, height: 1 }
  await say(ann, bob.name, 'img', { apiUrl: ann.conn.apiUrl, body: file })
  const heard = await bob.told.until('onPictureMessage')
  assert.equal(heard.filename, 'dot.png')
  assert.equal(heard.width, 1)
  const loaded = await fetch(heard.url, { headers: { Authorization: `Bearer ${heard.accessToken}`, Accept: 'audio/mp3' } })
  assert.deepEqual(Buffer.from(await loaded.arrayBuffer()), pixel)
})

test('legacy: contacts, from the request to the end', async () => {
  const [ann, bob] = await pair()
  ann.conn.addContact(bob.name, 'it is me')
  const asked = await bob.told.until('onPresence', (e) => e.type === 'subscribe')
  assert.equal(asked.from, ann.name)
  assert.equal(asked.status, 'it is me')
  bob.conn.acceptContactInvite(ann.name)
  await ann.told.until('onPresence', (e) => e.type === 'subscribed' && e.from === bob.name)
  await bob.told.until('onRoster')
  assert.deepEqual((await called((c) => ann.conn.getContacts(c))).map(({ name, subscription }) => ({ name, subscription })), [{ name: bob.name, subscription: 'both' }])
  ann.conn.deleteContact(bob.name)
  await bob.told.until('onPresence', (e) => e.type === 'unsubscribed' && e.from === ann.name)
  bob.conn.addContact(ann.name, 'again')
  await ann.told.until('onPresence', (e) => e.type === 'subscribe')
  ann.conn.declineContactInvite(bob.name)
  await bob.told.until('onPresence', (e) => e.type === 'unsubscribed' && e.from === ann.name)
})

test('legacy: a group, from its making to its end', async () => {
  const [ann, bob] = await pair()
  const made = await called((c) => ann.conn.createGroupNew({ data: { groupname: 'Climbing', desc: 'on rocks', members: [bob.name], public: true, owner: ann.name }, ...c }))
  const gid = made.data.groupid
  const joined = await bob.told.until('onPresence', (e) => e.type === 'direct_joined')
  assert.equal(joined.gid, gid)
  assert.deepEqual((await called((c) => bob.conn.getGroup({ limit: 50, ...c }))).data.map(({ groupid, groupname }) => ({ groupid, groupname })), [{ groupid: gid, groupname: 'Climbing' }])
  const info = await called((c) => bob.conn.getGroupInfo({ groupId: gid, ...c }))
  assert.equal(info.data[0].owner, ann.name)
  assert.equal(info.data[0].description, 'on rocks')
  const members = await called((c) => bob.conn.listGroupMember({ pageNum: 1, pageSize: 100, groupId: gid, ...c }))
  assert.deepEqual(members.data, [{ owner: ann.name }, { member: bob.name }])
  await say(ann, gid, 'txt', { msg: 'to all' }, true)
  const heard = await bob.told.until('onTextMessage', (m) => m.type === 'groupchat')
  assert.equal(heard.to, gid)
  assert.equal(heard.data, 'to all')
  await called((c) => bob.conn.quitGroup({ groupId: gid, ...c }))
  await ann.told.until('onPresence', (e) => e.type === 'leaveGroup' && e.gid === gid && e.from === bob.name)
  await called((c) => ann.conn.inviteToGroup({ users: [bob.name], groupId: gid, ...c }))
  await bob.told.until('onPresence', (e) => e.type === 'direct_joined' && e !== joined)
  await called((c) => ann.conn.dissolveGroup({ groupId: gid, ...c }))
  await bob.told.until('onPresence', (e) => e.type === 'deleteGroupChat' && e.gid === gid)
})

test('legacy: an invite to a group, accepted and declined', async () => {
  const [ann, bob] = await pair()
  for (const [agree, type] of [[true, 'invite_accept'], [false, 'invite_decline']]) {
    const { data } = await ann.conn.createGroupNew({ data: { groupname: 'Asking', inviteNeedConfirm: true, members: [] } })
    await called((c) => ann.conn.inviteToGroup({ users: [bob.name], groupId: data.groupid, ...c }))
    const invited = await bob.told.until('onPresence', (e) => e.type === 'invite' && e.gid === data.groupid)
    assert.equal(invited.from, ann.name)
    await bob.told.until('onInviteMessage', (e) => e.gid === data.groupid)
    await called((c) => (agree ? bob.conn.agreeInviteIntoGroup({ invitee: bob.name, groupId: data.groupid, ...c }) : bob.conn.rejectInviteIntoGroup({ invitee: bob.name, groupId: data.groupid, ...c })))
    await ann.told.until('onPresence', (e) => e.type === type && e.gid === data.groupid)
  }
})

test('legacy: a failed call tells its error in the older words', async () => {
  const [ann] = await pair()
  const err = await called((c) => ann.conn.createGroupNew({ data: { groupname: 'x'.repeat(2000), members: [] }, ...c })).then(() => assert.fail('it was made'), (thrown) => thrown)
  assert.equal(typeof err.type, 'number')
  assert.equal(typeof err.data.error_description, 'string')
})


test('onContactChange and onGroupChange: older code hears contacts and groups by them, too', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.addContact(bob.name, 'hi')
  assert.equal((await bob.old.until('onContactChange')).type, 'subscribe')
  const { data: { groupid } } = await ann.conn.createGroup({ data: { groupname: 'G', members: [bob.name] } })
  assert.equal((await bob.old.until('onGroupChange', (e) => e.gid === groupid)).type, 'direct_joined')
})
