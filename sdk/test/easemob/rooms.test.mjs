// Chatrooms: what they are, who is in them, who may write, their attributes.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ChatSDK, world } from './world.mjs'

const here = world()
const { statusCode } = ChatSDK

// room makes people and a chatroom that all of them enter; the first owns it.
async function room (...names) {
  const people = await here.meet(...names)
  const roomId = (await people[0].conn.createChatRoom({ name: 'Show', description: 'tonight', maxusers: 200 })).data.id
  for (const one of people) await one.conn.joinChatRoom({ roomId })
  return [roomId, ...people]
}

const write = (one, roomId, msg, more) => one.text(roomId, msg, { chatType: 'chatRoom', ...more })
const refused = (promise, name) => assert.rejects(promise, (err) => err.type === statusCode[name] || assert.fail(`${err.type} ${err.message}`))
const told = (one, operation, match) => one.operation(operation, match, 'onChatroomEvent')

test('joinChatRoom and leaveChatRoom: those inside are told, and hear what is said', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  const came = await told(ann, 'memberPresence')
  assert.deepEqual([came.id, came.from], [roomId, bob.name])
  assert.equal((await ann.old.until('onChatroomChange')).type, 'memberJoinChatRoomSuccess')
  await write(ann, roomId, 'welcome', { priority: 'high' })
  const heard = await bob.until('onTextMessage')
  assert.deepEqual([heard.chatType, heard.to, heard.msg], ['chatRoom', roomId, 'welcome'])
  assert.deepEqual((await bob.conn.getJoinedChatRooms({})).data.map((r) => r.id), [roomId])
  await bob.conn.leaveChatRoom({ roomId })
  assert.equal((await told(ann, 'memberAbsence')).from, bob.name)
  assert.deepEqual((await bob.conn.getJoinedChatRooms({})).data, [])
  await assert.rejects(bob.conn.joinChatRoom({ roomId: 'no-such-room' }), (err) => typeof err.type === 'number')
})

test('joinChatRoom: leaveOtherRooms leaves the ones before', async () => {
  const [one, ann, bob] = await room('ann', 'bob')
  const { data: { id: two } } = await ann.conn.createChatRoom({ name: 'Another' })
  await bob.conn.joinChatRoom({ roomId: two, leaveOtherRooms: true })
  assert.equal((await told(ann, 'memberAbsence', (e) => e.id === one)).from, bob.name)
})

test('send: to a chatroom that one is not in, where the app wants it, is CHATROOM_NOT_JOINED', async () => {
  const [roomId] = await room('ann')
  const [bob] = await here.meet('bob')
  await here.server.ask('PATCH', '/v1/app', { settings: { join_to_send: true } })
  try {
    await refused(write(bob, roomId, 'x'), 'CHATROOM_NOT_JOINED')
  } finally {
    await here.server.ask('PATCH', '/v1/app', { settings: { join_to_send: false } })
  }
})

test('getChatRooms, getChatRoomDetails, modifyChatRoom', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  const all = []
  for (let pagenum = 1; ; pagenum++) {
    const { data } = await bob.conn.getChatRooms({ pagenum, pagesize: 2 })
    all.push(...data)
    if (data.length < 2) break
  }
  assert.ok(all.some((r) => r.id === roomId && r.name === 'Show'))
  await ann.conn.modifyChatRoom({ chatRoomId: roomId, chatRoomName: 'Late show', description: 'now' })
  assert.equal((await told(bob, 'updateInfo')).detail.name, 'Late show')
  const { data: [info] } = await bob.conn.getChatRoomDetails({ chatRoomId: roomId })
  assert.deepEqual([info.name, info.description, info.owner, info.affiliations_count, info.maxusers], ['Late show', 'now', ann.name, 2, 200])
})

test('createChatRoom and destroyChatRoom: those inside are told', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  await refused(bob.conn.destroyChatRoom({ chatRoomId: roomId }), 'PERMISSION_DENIED')
  await ann.conn.destroyChatRoom({ chatRoomId: roomId })
  assert.equal((await told(bob, 'destroy')).id, roomId)
})

test('changeChatRoomOwner and admins', async () => {
  const [roomId, ann, bob, cat] = await room('ann', 'bob', 'cat')
  await ann.conn.setChatRoomAdmin({ chatRoomId: roomId, username: bob.name })
  assert.equal((await told(bob, 'setAdmin')).to, bob.name)
  assert.deepEqual((await ann.conn.getChatRoomAdmin({ chatRoomId: roomId })).data, [bob.name])
  await ann.conn.removeChatRoomAdmin({ chatRoomId: roomId, username: bob.name })
  await told(bob, 'removeAdmin')
  await ann.conn.changeChatRoomOwner({ chatRoomId: roomId, newOwner: cat.name })
  assert.equal((await told(bob, 'changeOwner')).newOwner, cat.name)
})

test('announcement of a chatroom: set, read, told, taken off', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  await ann.conn.updateChatRoomAnnouncement({ roomId, announcement: 'At six' })
  assert.equal((await told(bob, 'updateAnnouncement')).announcement, 'At six')
  assert.equal((await bob.conn.fetchChatRoomAnnouncement({ roomId })).data.announcement, 'At six')
  await ann.conn.updateChatRoomAnnouncement({ roomId, announcement: '' })
  await told(bob, 'deleteAnnouncement')
})

test('removeChatRoomMember: put out, listed no more, may come back', async () => {
  const [roomId, ann, bob, cat] = await room('ann', 'bob', 'cat')
  assert.deepEqual((await bob.conn.listChatRoomMembers({ roomId, pageNum: 1, pageSize: 10 })).data, [{ owner: ann.name }, { member: bob.name }, { member: cat.name }])
  await ann.conn.removeChatRoomMember({ chatRoomId: roomId, username: bob.name })
  await told(bob, 'removeMember')
  assert.deepEqual((await bob.conn.getJoinedChatRooms()).data, [])
  assert.equal((await told(cat, 'memberAbsence')).from, bob.name)
  await ann.conn.removeChatRoomMembers({ chatRoomId: roomId, users: [cat.name] })
  await told(cat, 'removeMember')
  assert.deepEqual((await ann.conn.listChatRoomMembers({ roomId })).data, [{ owner: ann.name }])
  await bob.conn.joinChatRoom({ roomId })
  await write(ann, roomId, 'back')
  await bob.until('onTextMessage', (m) => m.msg === 'back')
})

test('muteChatRoomMember: one may not write, until it is lifted', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  await ann.conn.muteChatRoomMember({ chatRoomId: roomId, username: bob.name, muteDuration: 60000 })
  await told(bob, 'muteMember', (e) => e.userId === bob.name)
  await refused(write(bob, roomId, 'x'), 'SERVICE_NOT_ALLOW_MESSAGING_MUTE')
  const { data } = await ann.conn.getChatRoomMutelist({ chatRoomId: roomId })
  assert.deepEqual([data[0].user, data[0].expire > Date.now()], [bob.name, true])
  assert.equal((await bob.conn.isInChatRoomMutelist({ chatRoomId: roomId })).data, true)
  await ann.conn.unmuteChatRoomMember({ chatRoomId: roomId, username: bob.name })
  await told(bob, 'unmuteMember')
  await write(bob, roomId, 'thanks')
  await ann.until('onTextMessage', (m) => m.msg === 'thanks')
})

test('disableSendChatRoomMsg: only the allowlist writes', async () => {
  const [roomId, ann, bob, cat] = await room('ann', 'bob', 'cat')
  await ann.conn.disableSendChatRoomMsg({ chatRoomId: roomId })
  await told(bob, 'muteAllMembers')
  await refused(write(bob, roomId, 'x'), 'SERVICE_NOT_ALLOW_MESSAGING_MUTE')
  await ann.conn.addUsersToChatRoomAllowlist({ chatRoomId: roomId, users: [cat.name] })
  await told(cat, 'addUserToAllowlist')
  await write(cat, roomId, 'I may')
  await bob.until('onTextMessage', (m) => m.msg === 'I may')
  assert.deepEqual((await ann.conn.getChatRoomAllowlist({ chatRoomId: roomId })).data, [cat.name])
  assert.equal((await cat.conn.isInChatRoomAllowlist({ chatRoomId: roomId, userName: cat.name })).data.white, true)
  await ann.conn.removeChatRoomAllowlistMember({ chatRoomId: roomId, userName: cat.name })
  await told(cat, 'removeAllowlistMember')
  await ann.conn.enableSendChatRoomMsg({ chatRoomId: roomId })
  await told(bob, 'unmuteAllMembers')
  await write(bob, roomId, 'all may')
})

test('blockChatRoomMember: out, and not in again until it is lifted', async () => {
  const [roomId, ann, bob, cat] = await room('ann', 'bob', 'cat')
  await ann.conn.blockChatRoomMember({ chatRoomId: roomId, username: bob.name })
  await told(bob, 'removeMember')
  await ann.conn.blockChatRoomMembers({ chatRoomId: roomId, usernames: [cat.name] })
  await told(cat, 'removeMember')
  assert.deepEqual((await ann.conn.getChatRoomBlocklist({ chatRoomId: roomId })).data, [bob.name, cat.name])
  await assert.rejects(bob.conn.joinChatRoom({ roomId }))
  await ann.conn.unblockChatRoomMember({ chatRoomId: roomId, username: bob.name })
  await told(ann, 'unblockMember', (e) => e.userId === bob.name)
  await ann.conn.unblockChatRoomMembers({ chatRoomId: roomId, usernames: [cat.name] })
  await bob.conn.joinChatRoom({ roomId })
  await cat.conn.joinChatRoom({ roomId })
  await told(ann, 'memberPresence', (e) => e.from === cat.name)
})

test('attributes of a chatroom: set, told, owned, forced, removed', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  await bob.conn.setChatRoomAttributes({ roomId, attributes: { song: 'one', next: 'two' }, autoDelete: true, isForced: false })
  const set = await told(ann, 'updateChatRoomAttributes')
  assert.deepEqual([set.from, set.attributes], [bob.name, { song: 'one', next: 'two' }])
  assert.deepEqual((await ann.conn.getChatRoomAttributes({ roomId })).data, { song: 'one', next: 'two' })
  assert.deepEqual((await ann.conn.getChatRoomAttributes({ roomId, attributeKeys: ['song'] })).data, { song: 'one' })
  const taken = await ann.conn.setChatRoomAttribute({ roomId, attributeKey: 'song', attributeValue: 'mine' })
  assert.equal(taken.data.status, 'fail')
  const forced = await ann.conn.setChatRoomAttribute({ roomId, attributeKey: 'song', attributeValue: 'mine', isForced: true })
  assert.equal(forced.data.status, 'success')
  await told(bob, 'updateChatRoomAttributes', (e) => e.attributes.song === 'mine')
  await bob.conn.removeChatRoomAttribute({ roomId, attributeKey: 'next' })
  assert.deepEqual((await told(ann, 'removeChatRoomAttributes')).attributes, ['next'])
  await ann.conn.removeChatRoomAttributes({ roomId, attributeKeys: ['song'] })
  assert.deepEqual((await bob.conn.getChatRoomAttributes({ roomId })).data, {})
})

test('attributes of a chatroom: gone with who set them, unless autoDelete is false', async () => {
  const [roomId, ann, bob] = await room('ann', 'bob')
  await bob.conn.setChatRoomAttributes({ roomId, attributes: { goes: '1' } })
  await bob.conn.setChatRoomAttributes({ roomId, attributes: { stays: '1' }, autoDelete: false })
  await bob.conn.leaveChatRoom({ roomId })
  await told(ann, 'removeChatRoomAttributes', (e) => e.attributes.includes('goes'))
  assert.deepEqual((await ann.conn.getChatRoomAttributes({ roomId })).data, { stays: '1' })
})
