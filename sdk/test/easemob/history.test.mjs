// Histories, the list of conversations, and when one is not to be disturbed.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ChatSDK, world } from './world.mjs'

const here = world()

const texts = (messages) => messages.map((m) => m.msg)
const single = 'singleChat'

async function talk (n) {
  const [ann, bob] = await here.meet('ann', 'bob')
  const ids = []
  for (let i = 1; i <= n; i++) ids.push((await ann.text(bob.name, `m${i}`)).serverMsgId)
  return [ann, bob, ids]
}

test('getHistoryMessages: pages up and down, by cursor and by id', async () => {
  const [ann, bob, ids] = await talk(7)
  const one = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single, pageSize: 3 })
  assert.deepEqual(texts(one.messages), ['m7', 'm6', 'm5'])
  assert.equal(one.isLast, false)
  const two = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single, pageSize: 3, cursor: one.cursor })
  assert.deepEqual(texts(two.messages), ['m4', 'm3', 'm2'])
  const three = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single, pageSize: 3, cursor: two.cursor })
  assert.deepEqual([texts(three.messages), three.isLast], [['m1'], true])
  const byId = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single, pageSize: 2, cursor: ids[2] })
  assert.deepEqual(texts(byId.messages), ['m2', 'm1'])
  const down = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single, pageSize: 5, searchDirection: 'down', cursor: -1 })
  assert.deepEqual(texts(down.messages), ['m1', 'm2', 'm3', 'm4', 'm5'])
  const rest = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single, pageSize: 5, searchDirection: 'down', cursor: down.cursor })
  assert.deepEqual([texts(rest.messages), rest.isLast], [['m6', 'm7'], true])
})

test('getHistoryMessages: by sender, type and time; success and promise say the same', async () => {
  const [ann, bob] = await talk(2)
  const { message } = await bob.text(ann.name, 'from bob')
  await ann.conn.send(ChatSDK.message.create({ type: 'loc', chatType: single, to: bob.name, lat: 1, lng: 2, addr: 'x' }))
  const ask = (searchOptions) => ann.conn.getHistoryMessages({ targetId: bob.name, chatType: single, searchOptions })
  assert.deepEqual(texts((await ask({ from: bob.name })).messages), ['from bob'])
  assert.deepEqual((await ask({ msgTypes: ['loc'] })).messages.map((m) => m.addr), ['x'])
  assert.deepEqual((await ask({ msgTypes: ['loc', 'txt'] })).messages.length, 4)
  assert.deepEqual(texts((await ask({ endTime: message.time, msgTypes: ['txt'] })).messages), ['m2', 'm1'])
  assert.ok((await ask({ startTime: message.time })).messages.length >= 2)
  const told = await new Promise((resolve, reject) => ann.conn.getHistoryMessages({ targetId: bob.name, chatType: single, success: resolve, fail: reject }))
  assert.equal(told.messages.length, 4)
  const failed = await new Promise((resolve) => ann.conn.getHistoryMessages({ targetId: bob.name, chatType: 'nonsense', success: resolve, fail: resolve }))
  assert.equal(failed.type, ChatSDK.statusCode.REQUEST_PARAMETER_ERROR)
})

test('getHistoryMessages: of a group, without events and what was recalled, and full pages all the same', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  const targetId = (await ann.conn.createGroup({ data: { groupname: 'G', members: [bob.name] } })).data.groupid
  const ids = []
  for (let i = 1; i <= 6; i++) {
    ids.push((await ann.text(targetId, `m${i}`, { chatType: 'groupChat' })).serverMsgId)
    await (i % 2 ? ann.conn.inviteUsersToGroup({ groupId: targetId, users: [cat.name] }) : ann.conn.removeGroupMember({ groupId: targetId, username: cat.name }))
  }
  await ann.conn.recallMessage({ mid: ids[3], to: targetId, chatType: 'groupChat' })
  const page = await bob.conn.getHistoryMessages({ targetId, chatType: 'groupChat', pageSize: 4 })
  assert.deepEqual(texts(page.messages), ['m6', 'm5', 'm3', 'm2'])
  const rest = await bob.conn.getHistoryMessages({ targetId, chatType: 'groupChat', pageSize: 4, cursor: page.cursor })
  assert.deepEqual([texts(rest.messages), rest.isLast], [['m1'], true])
})

test('fetchHistoryMessages: the newest, the oldest of them first', async () => {
  const [ann, bob] = await talk(3)
  const told = await new Promise((resolve, reject) => bob.conn.fetchHistoryMessages({ queue: ann.name, isGroup: false, count: 2, success: resolve, fail: reject }))
  assert.deepEqual(texts(told), ['m2', 'm3'])
})

test('removeHistoryMessages: by id and by time, for oneself alone', async () => {
  const [ann, bob, ids] = await talk(4)
  await bob.conn.removeHistoryMessages({ targetId: ann.name, chatType: single, messageIds: [ids[3]] })
  const left = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single })
  assert.deepEqual(texts(left.messages), ['m3', 'm2', 'm1'])
  await bob.conn.removeHistoryMessages({ targetId: ann.name, chatType: single, beforeTimeStamp: left.messages[0].time })
  const rest = texts((await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: single })).messages)
  assert.ok(!rest.includes('m1') && rest.includes('m3'), rest.join())
  assert.equal((await ann.conn.getHistoryMessages({ targetId: bob.name, chatType: single })).messages.length, 4)
})

test('getServerConversations: last message and unread count, by pages', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  await ann.text(bob.name, 'one')
  await cat.text(bob.name, 'two')
  await cat.text(bob.name, 'three')
  const first = await bob.conn.getServerConversations({ pageSize: 1, cursor: '' })
  const [one] = first.data.conversations
  assert.deepEqual([one.conversationId, one.conversationType, one.unReadCount, one.lastMessage.msg, one.isPinned], [cat.name, single, 2, 'three', false])
  const second = await bob.conn.getServerConversations({ pageSize: 1, cursor: first.data.cursor })
  assert.deepEqual(second.data.conversations.map((c) => c.conversationId), [ann.name])
  const { data } = await bob.conn.getConversationlist()
  assert.deepEqual(data.channel_infos.map((c) => [c.channel_id, c.unread_num, c.lastMessage.msg]), [[cat.name, 2, 'three'], [ann.name, 1, 'one']])
})

test('pinConversation: before the others, on the other device too', async () => {
  const [ann, bob] = await talk(1)
  const other = await here.open(bob.name)
  const { data } = await bob.conn.pinConversation({ conversationId: ann.name, conversationType: single, isPinned: true })
  assert.ok(data.isPinned && data.pinnedTime > 0)
  const told = await other.until('onMultiDeviceEvent', (e) => e.operation === 'pinnedConversation')
  assert.deepEqual([told.conversationId, told.conversationType], [ann.name, single])
  assert.deepEqual((await other.conn.getServerPinnedConversations({ pageSize: 10 })).data.conversations.map((c) => c.conversationId), [ann.name])
  await bob.conn.pinConversation({ conversationId: ann.name, conversationType: single, isPinned: false })
  assert.equal((await other.conn.getServerPinnedConversations({})).data.conversations.length, 0)
})

test('conversation marks: set, filtered, taken off', async () => {
  const [ann, bob] = await talk(1)
  const conversations = [{ conversationId: ann.name, conversationType: single }]
  await bob.conn.addConversationMark({ conversations, mark: 3 })
  const other = await here.open(bob.name)
  const found = await other.conn.getServerConversationsByFilter({ pageSize: 10, cursor: '', filter: { mark: 3 } })
  assert.deepEqual(found.data.conversations.map((c) => [c.conversationId, c.marks]), [[ann.name, [3]]])
  await bob.conn.removeConversationMark({ conversations, mark: 3 })
  assert.equal((await other.conn.getServerConversationsByFilter({ filter: { mark: 3 } })).data.conversations.length, 0)
})

test('deleteConversation: off the list, with its messages or without', async () => {
  const [ann, bob] = await talk(2)
  const other = await here.open(bob.name)
  await bob.conn.deleteConversation({ channel: ann.name, chatType: single, deleteRoam: false })
  await other.until('onMultiDeviceEvent', (e) => e.operation === 'deleteConversation')
  assert.equal((await other.conn.getServerConversations({})).data.conversations.length, 0)
  assert.equal((await other.conn.getHistoryMessages({ targetId: ann.name, chatType: single })).messages.length, 2)
  await ann.text(bob.name, 'again')
  await bob.conn.deleteConversation({ channel: ann.name, chatType: single, deleteRoam: true })
  await other.until('onMultiDeviceEvent', (e) => e.operation === 'deleteRoaming')
  assert.equal((await other.conn.getHistoryMessages({ targetId: ann.name, chatType: single })).messages.length, 0)
})

test('deleteAllMessagesAndConversations: nothing is left, for oneself', async () => {
  const [ann, bob] = await talk(2)
  await bob.conn.deleteAllMessagesAndConversations()
  const other = await here.open(bob.name)
  assert.equal((await other.conn.getServerConversations({})).data.conversations.length, 0)
  assert.equal((await ann.conn.getHistoryMessages({ targetId: bob.name, chatType: single })).messages.length, 2)
})

test('silent mode: for all conversations, seen on the other device', async () => {
  const [bob] = await here.meet('bob')
  const other = await here.open(bob.name)
  await bob.conn.setSilentModeForAll({ options: { paramType: 0, remindType: 'NONE' } })
  await other.until('onMultiDeviceEvent', (e) => e.operation === 'setSilentModeForUser')
  await bob.conn.setSilentModeForAll({ options: { paramType: 2, startTime: { hours: 22, minutes: 0 }, endTime: { hours: 7, minutes: 30 } } })
  const soon = Date.now()
  await bob.conn.setSilentModeForAll({ options: { paramType: 1, duration: 10 } })
  const { data } = await other.conn.getSilentModeForAll()
  assert.deepEqual([data.type, data.ignoreInterval], ['NONE', '22:0-7:30'])
  assert.ok(Math.abs(data.ignoreDuration - soon - 600000) < 60000)
})

test('silent mode: for one conversation, listed, cleared', async () => {
  const [ann, bob] = await talk(1)
  const other = await here.open(bob.name)
  const groupId = (await ann.conn.createGroup({ data: { groupname: 'G', members: [bob.name] } })).data.groupid
  await bob.conn.setSilentModeForConversation({ conversationId: ann.name, type: single, options: { paramType: 0, remindType: 'NONE' } })
  await bob.conn.setSilentModeForConversation({ conversationId: groupId, type: 'groupChat', options: { paramType: 0, remindType: 'AT' } })
  await other.until('onMultiDeviceEvent', (e) => e.operation === 'setSilentModeForConversation' && e.conversationId === groupId)
  assert.equal((await other.conn.getSilentModeForConversation({ conversationId: ann.name, type: single })).data.type, 'NONE')
  const both = await other.conn.getSilentModeForConversations({ conversationList: [{ id: ann.name, type: single }, { id: groupId, type: 'groupChat' }] })
  assert.deepEqual([both.data.user[ann.name].type, both.data.group[groupId].type], ['NONE', 'AT'])
  const list = await other.conn.getSilentModeRemindTypeConversations({ pageSize: 10, cursor: '' })
  assert.deepEqual(list.data.conversations.map((c) => c.remindType).sort(), ['AT', 'NONE'])
  await bob.conn.clearRemindTypeForConversation({ conversationId: ann.name, type: single })
  assert.equal((await other.conn.getSilentModeForConversation({ conversationId: ann.name, type: single })).data.type, 'DEFAULT')
})
