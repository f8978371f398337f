// Presence, and threads of groups.
import assert from 'node:assert/strict'
import test from 'node:test'
import { world } from './world.mjs'

const here = world()

test('presence: subscribed, told, listed, ended', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { data } = await ann.conn.subscribePresence({ usernames: [bob.name], expiry: 600 })
  assert.deepEqual([data.result[0].uid, Object.values(data.result[0].status)], [bob.name, [1]])
  await bob.conn.publishPresence({ description: 'in a meeting' })
  const [told] = await ann.until('onPresenceStatusChange', ([one]) => one.userId === bob.name && one.ext === 'in a meeting')
  assert.equal(told.statusDetails[0].status, 1)
  const { data: { result: [now] } } = await ann.conn.getPresenceStatus({ usernames: [bob.name] })
  assert.deepEqual([now.uid, now.ext], [bob.name, 'in a meeting'])
  const { data: { result: list } } = await ann.conn.getSubscribedPresencelist({ pageNum: 1, pageSize: 10 })
  assert.deepEqual([list.totalnum, list.sublist.map((one) => one.uid)], [1, [bob.name]])
  bob.conn.close()
  await ann.until('onPresenceStatusChange', ([one]) => one.userId === bob.name && one.statusDetails.length === 0)
  await ann.conn.unsubscribePresence({ usernames: [bob.name] })
  assert.equal((await ann.conn.getSubscribedPresencelist()).data.result.totalnum, 0)
})

// thread makes people, a group of them, a message in it, and a thread of the first one's.
async function thread (...names) {
  const people = await here.meet(...names)
  const [ann, ...others] = people
  const parentId = (await ann.conn.createGroup({ data: { groupname: 'G', members: others.map((one) => one.name) } })).data.groupid
  for (const one of others) await one.operation('directJoined')
  const { serverMsgId: messageId } = await ann.text(parentId, 'Where?', { chatType: 'groupChat' })
  const { data: { chatThreadId } } = await ann.conn.createChatThread({ parentId, name: 'Where', messageId })
  return [{ parentId, messageId, chatThreadId }, ...people]
}

const changed = (one, operation, match = () => true) => one.until('onChatThreadChange', (e) => e.operation === operation && match(e))

test('createChatThread and joinChatThread: the group is told, and the thread’s messages arrive', async () => {
  const [{ parentId, messageId, chatThreadId }, ann, bob] = await thread('ann', 'bob')
  const made = await changed(bob, 'create')
  assert.deepEqual([made.id, made.name, made.parentId, made.messageId, made.operator], [chatThreadId, 'Where', parentId, messageId, ann.name])
  const { data } = await bob.conn.joinChatThread({ chatThreadId })
  assert.equal(data.detail.name, 'Where')
  await ann.text(chatThreadId, 'here', { chatType: 'groupChat', isChatThread: true })
  const heard = await bob.until('onTextMessage', (m) => m.msg === 'here')
  assert.deepEqual([heard.to, heard.chatType, heard.isChatThread, heard.chatThread.parentId], [chatThreadId, 'groupChat', true, parentId])
  const updated = await changed(bob, 'update', (e) => e.lastMessage && e.lastMessage.msg === 'here')
  assert.equal(updated.messageCount, 1)
  const { messages } = await bob.conn.getHistoryMessages({ targetId: chatThreadId, chatType: 'groupChat' })
  assert.deepEqual(messages.map((m) => m.msg), ['here'])
})

test('threads: listed for a group and for oneself, their last messages and details', async () => {
  const [{ parentId, messageId, chatThreadId }, ann, bob] = await thread('ann', 'bob')
  await ann.text(chatThreadId, 'the last', { chatType: 'groupChat', isChatThread: true })
  assert.deepEqual((await bob.conn.getChatThreads({ parentId, pageSize: 10 })).entities.map((t) => t.id), [chatThreadId])
  assert.deepEqual((await bob.conn.getJoinedChatThreads({ parentId })).entities, [])
  assert.deepEqual((await ann.conn.getJoinedChatThreads({ parentId })).entities.map((t) => t.id), [chatThreadId])
  const { entities: [last] } = await bob.conn.getChatThreadLastMessage({ chatThreadIds: [chatThreadId] })
  assert.deepEqual([last.chatThreadId, last.lastMessage.msg], [chatThreadId, 'the last'])
  const { data } = await bob.conn.getChatThreadDetail({ chatThreadId })
  assert.deepEqual([data.name, data.owner, data.parentId, data.messageId, data.affiliationsCount], ['Where', ann.name, parentId, messageId, 1])
})

test('changeChatThreadName and destroyChatThread: the group is told', async () => {
  const [{ chatThreadId }, ann, bob] = await thread('ann', 'bob')
  await ann.conn.changeChatThreadName({ chatThreadId, name: 'Where to' })
  assert.equal((await changed(bob, 'update', (e) => e.name === 'Where to')).operator, ann.name)
  await ann.conn.destroyChatThread({ chatThreadId })
  assert.equal((await changed(bob, 'destroy')).id, chatThreadId)
})

test('members of a thread: listed, taken out, leaving', async () => {
  const [{ chatThreadId }, ann, bob, cat] = await thread('ann', 'bob', 'cat')
  await bob.conn.joinChatThread({ chatThreadId })
  await cat.conn.joinChatThread({ chatThreadId })
  assert.deepEqual((await ann.conn.getChatThreadMembers({ chatThreadId, pageSize: 10 })).data.affiliations, [ann.name, bob.name, cat.name])
  await ann.conn.removeChatThreadMember({ chatThreadId, username: bob.name })
  assert.equal((await changed(bob, 'userRemove')).id, chatThreadId)
  await cat.conn.leaveChatThread({ chatThreadId })
  assert.deepEqual((await ann.conn.getChatThreadMembers({ chatThreadId })).data.affiliations, [ann.name])
  await assert.rejects(cat.text(chatThreadId, 'x', { chatType: 'groupChat', isChatThread: true }))
})
