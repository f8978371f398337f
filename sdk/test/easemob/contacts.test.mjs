// Contacts, the blocklist, and what users say of themselves.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ChatSDK, world } from './world.mjs'

const here = world()

async function friends (...names) {
  const people = await here.meet(...names)
  for (const other of people.slice(1)) {
    await people[0].conn.addContact(other.name, 'hi')
    await other.until('onContactInvited')
    await other.conn.acceptContactInvite(people[0].name)
    await people[0].until('onContactAgreed', (e) => e.from === other.name)
  }
  return people
}

test('addContact and acceptContactInvite: both are told, and listed', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.addContact(bob.name, 'it is me')
  const invited = await bob.until('onContactInvited')
  assert.deepEqual([invited.type, invited.from, invited.to, invited.status], ['subscribe', ann.name, bob.name, 'it is me'])
  await bob.conn.acceptContactInvite(ann.name)
  assert.equal((await ann.until('onContactAgreed')).from, bob.name)
  assert.equal((await ann.until('onContactAdded')).from, bob.name)
  assert.equal((await bob.until('onContactAdded')).from, ann.name)
  assert.deepEqual((await ann.conn.getContacts()).data, [bob.name])
  assert.deepEqual((await bob.conn.getContacts()).data, [ann.name])
})

test('declineContactInvite: who asked is told', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.addContact(bob.name, 'please')
  await bob.until('onContactInvited')
  await bob.conn.declineContactInvite(ann.name)
  assert.equal((await ann.until('onContactRefuse')).from, bob.name)
  assert.deepEqual((await ann.conn.getContacts()).data, [])
})

test('deleteContact: it ends for both', async () => {
  const [ann, bob] = await friends('ann', 'bob')
  await ann.conn.deleteContact(bob.name)
  assert.equal((await bob.until('onContactDeleted')).from, ann.name)
  assert.deepEqual((await bob.conn.getContacts()).data, [])
})

test('setContactRemark: the own devices see it, in all lists and pages', async () => {
  const [ann, bob, cat] = await friends('ann', 'bob', 'cat')
  const other = await here.open(ann.name)
  await ann.conn.setContactRemark({ userId: bob.name, remark: 'Bobby' })
  assert.equal((await other.until('onMultiDeviceEvent', (e) => e.operation === 'setRemark')).remark, 'Bobby')
  assert.deepEqual((await other.conn.getAllContacts()).data, [{ userId: bob.name, remark: 'Bobby' }, { userId: cat.name, remark: '' }])
  const first = await other.conn.getContactsWithCursor({ pageSize: 1, cursor: '' })
  assert.deepEqual(first.data.contacts, [{ userId: bob.name, remark: 'Bobby' }])
  const second = await other.conn.getContactsWithCursor({ pageSize: 1, cursor: first.data.cursor })
  assert.deepEqual(second.data.contacts, [{ userId: cat.name, remark: '' }])
})

test('blocklist: what the blocked one writes is refused, until it is lifted', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const other = await here.open(bob.name)
  await bob.conn.addUsersToBlocklist({ name: [ann.name] })
  await other.until('onMultiDeviceEvent', (e) => e.operation === 'block' && e.userId === ann.name)
  assert.deepEqual((await bob.conn.getBlocklist()).data, [ann.name])
  await assert.rejects(ann.text(bob.name, 'hello?'), (err) => err.type === ChatSDK.statusCode.PERMISSION_DENIED)
  await bob.conn.removeUserFromBlocklist({ name: ann.name })
  await ann.text(bob.name, 'again')
  await bob.until('onTextMessage', (m) => m.msg === 'again')
  assert.deepEqual((await bob.conn.getBlocklist()).data, [])
})

test('updateUserInfo and fetchUserInfoById: what one says others read', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.updateUserInfo({ nickname: 'Ann', avatarurl: 'https://x.example.com/a.png', mail: 'a@example.com', phone: '1', gender: 1, sign: 'hi', birth: '2000-01-01', ext: JSON.stringify({ vip: true }) })
  await ann.conn.updateUserInfo('sign', 'bye')
  const { data } = await bob.conn.fetchUserInfoById([ann.name, bob.name])
  assert.deepEqual(data[ann.name], { nickname: 'Ann', avatarurl: 'https://x.example.com/a.png', mail: 'a@example.com', phone: '1', gender: '1', sign: 'bye', birth: '2000-01-01', ext: '{"vip":true}' })
  const some = await bob.conn.fetchUserInfoById(ann.name, ['nickname', 'sign'])
  assert.deepEqual(some.data[ann.name], { nickname: 'Ann', sign: 'bye' })
  await ann.conn.updateUserInfo({ ext: 'just words' })
  assert.equal((await bob.conn.fetchUserInfoById(ann.name)).data[ann.name].ext, 'just words')
})

test('updateCurrentUserNick: others read the new one', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.updateCurrentUserNick('Annie')
  assert.equal((await bob.conn.fetchUserInfoById(ann.name)).data[ann.name].nickname, 'Annie')
})

test('getSelfIdsOnOtherPlatform: the other devices of the user', async () => {
  const [ann] = await here.meet('ann')
  assert.deepEqual((await ann.conn.getSelfIdsOnOtherPlatform()).data, [])
  await here.open(ann.name)
  const { data } = await ann.conn.getSelfIdsOnOtherPlatform()
  assert.equal(data.length, 1)
  assert.ok(data[0].startsWith(`${ann.name}/`))
})

test('registerUser: a stranger can log in after it', async () => {
  const [name, bobName] = here.names('new', 'bob')
  await here.server.users(bobName)
  const conn = new ChatSDK.connection({ appKey: 'corp#shop' })
  const { data } = await conn.registerUser({ username: name, password: `${name}-secret`, nickname: 'Newt' })
  assert.equal(data.entities[0].username, name)
  const bob = await here.open(bobName)
  const one = await here.open(name)
  await one.text(bob.name, 'here I am')
  await bob.until('onTextMessage', (m) => m.from === name)
  assert.equal((await bob.conn.fetchUserInfoById(name)).data[name].nickname, 'Newt')
  await assert.rejects(conn.registerUser({ username: name, password: 'another-1' }), (err) => typeof err.type === 'number' && err.data.code === 'already_exists')
})
