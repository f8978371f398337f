// Messages by `message.create` and `send`, and what becomes of them at the other side.
import assert from 'node:assert/strict'
import test from 'node:test'
import { ChatSDK, world } from './world.mjs'
import { pixel } from './files.mjs'

const here = world()

const create = (options) => ChatSDK.message.create({ chatType: 'singleChat', ...options })

test('send: a text arrives, and both sides name it by one id', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const msg = create({ type: 'txt', to: bob.name, msg: '你好 👋', ext: { a: 1 } })
  const { localMsgId, serverMsgId, message } = await ann.conn.send(msg)
  assert.equal(localMsgId, msg.id)
  assert.equal(message.id, serverMsgId)
  const heard = await bob.until('onTextMessage')
  const { id, type, from, to, chatType, msg: text, ext } = heard
  assert.deepEqual({ id, type, from, to, chatType, text, ext }, { id: serverMsgId, type: 'txt', from: ann.name, to: bob.name, chatType: 'singleChat', text: '你好 👋', ext: { a: 1 } })
  assert.ok(Math.abs(heard.time - Date.now()) < 60000)
  assert.equal((await bob.until('onMessage'))[0].id, serverMsgId)
  const received = await ann.until('onReceivedMessage')
  assert.deepEqual([received.id, received.mid], [localMsgId, serverMsgId])
})

test('send: places, commands, events of their own', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.send(create({ type: 'loc', to: bob.name, lat: 39.9, lng: 116.4, addr: 'Beijing', buildingName: 'Tower' }))
  const place = await bob.until('onLocationMessage')
  assert.deepEqual([place.lat, place.lng, place.addr, place.buildingName], [39.9, 116.4, 'Beijing', 'Tower'])
  await ann.conn.send(create({ type: 'cmd', to: bob.name, action: 'ring' }))
  assert.equal((await bob.until('onCmdMessage')).action, 'ring')
  await ann.conn.send(create({ type: 'custom', to: bob.name, customEvent: 'gift', customExts: { n: '3' } }))
  const gift = await bob.until('onCustomMessage')
  assert.deepEqual([gift.customEvent, gift.customExts], ['gift', { n: '3' }])
})

test('send: pictures, voice, video and files are uploaded and loaded', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const kinds = { img: 'onImageMessage', audio: 'onAudioMessage', video: 'onVideoMessage', file: 'onFileMessage' }
  for (const [type, handler] of Object.entries(kinds)) {
    let complete
    let progress = 0
    const data = new Blob([pixel], { type: 'image/png' })
    await ann.conn.send(create({ type, to: bob.name, file: { data, filename: `a.${type}`, filetype: 'png' }, length: 7, file_length: pixel.length, onFileUploadComplete: (answer) => { complete = answer }, onFileUploadProgress: () => progress++ }))
    const heard = await bob.until(handler)
    assert.equal(heard.filename, `a.${type}`)
    assert.equal(heard.file_length, pixel.length)
    assert.equal(heard.length, 7)
    assert.deepEqual(Buffer.from(await (await fetch(heard.url)).arrayBuffer()), pixel)
    assert.ok(complete.entities[0].uuid)
    assert.ok(progress > 0)
    if (type === 'img') assert.equal(heard.width, 1)
  }
})

test('send: with a url of its own nothing is uploaded', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.conn.send(create({ type: 'img', to: bob.name, url: 'https://pictures.example.com/a.png', width: 3, height: 4 }))
  const heard = await bob.until('onImageMessage')
  assert.deepEqual([heard.url, heard.width, heard.height], ['https://pictures.example.com/a.png', 3, 4])
})

test('send: to a group, to some of its members, and online only', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  const groupId = (await ann.conn.createGroup({ data: { groupname: 'Three', members: [bob.name, cat.name] } })).data.groupid
  await bob.operation('directJoined')
  await ann.text(groupId, 'all', { chatType: 'groupChat' })
  const all = await bob.until('onTextMessage', (m) => m.msg === 'all')
  assert.deepEqual([all.chatType, all.to], ['groupChat', groupId])
  await ann.text(groupId, 'bob alone', { chatType: 'groupChat', receiverList: [bob.name] })
  await ann.text(groupId, 'now', { chatType: 'groupChat', deliverOnlineOnly: true })
  assert.deepEqual((await bob.until('onTextMessage', (m) => m.msg === 'bob alone')).receiverList, [bob.name])
  assert.ok((await bob.until('onTextMessage', (m) => m.msg === 'now')).deliverOnlineOnly)
  await cat.until('onTextMessage', (m) => m.msg === 'now')
  assert.ok(!cat.told.has('onTextMessage', (m) => m.msg === 'bob alone'))
})

test('send: a bundle of messages, opened at the other side', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  const { message: one } = await ann.text(bob.name, 'first')
  const { message: two } = await ann.conn.send(create({ type: 'custom', to: bob.name, customEvent: 'gift', customExts: { n: '1' } }))
  await ann.conn.send(create({ type: 'combine', to: cat.name, title: 'Chat of two', summary: 'first …', compatibleText: 'update me', messageList: [one, two] }))
  const heard = await cat.until('onCombineMessage')
  assert.deepEqual([heard.title, heard.summary, heard.compatibleText], ['Chat of two', 'first …', 'update me'])
  const inside = await cat.conn.downloadAndParseCombineMessage({ url: heard.url, secret: heard.secret })
  assert.deepEqual(inside.map((m) => [m.type, m.from, m.msg || m.customEvent]), [['txt', ann.name, 'first'], ['custom', ann.name, 'gift']])
})

test('send: in a bundle who never saw its picture may load it', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  const { message: picture } = await ann.conn.send(create({ type: 'img', to: bob.name, file: { data: new Blob([pixel]), filename: 'a.png' } }))
  await ann.conn.send(create({ type: 'combine', to: cat.name, title: 'Look', summary: '', compatibleText: '', messageList: [picture] }))
  const { url, secret } = await cat.until('onCombineMessage')
  const [inside] = await cat.conn.downloadAndParseCombineMessage({ url, secret })
  assert.equal(inside.type, 'img')
  assert.deepEqual(Buffer.from(await (await fetch(inside.url)).arrayBuffer()), pixel)
})

test('send: a refusal has the number of the older API', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await bob.conn.addUsersToBlocklist({ name: [ann.name] })
  await assert.rejects(ann.text(bob.name, 'hello?'), (err) => err.type === ChatSDK.statusCode.PERMISSION_DENIED && err.data.code === 'blocked')
  await assert.rejects(ann.text('nobody-here', 'x'), (err) => err.type === ChatSDK.statusCode.USER_NOT_FOUND)
  await assert.rejects(ann.conn.send(create({ type: 'nonsense', to: bob.name })), (err) => err.type === ChatSDK.statusCode.REQUEST_PARAMETER_ERROR)
})

test('read and delivered: the sender is told of each message, and of all', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId: one } = await ann.text(bob.name, 'one')
  const { serverMsgId: two } = await ann.text(bob.name, 'two')
  await ann.until('onDeliveredMessage', (m) => m.mid === two)
  await bob.until('onTextMessage', (m) => m.id === two)
  await bob.conn.send(create({ type: 'read', to: ann.name, id: one }))
  const read = await ann.until('onReadMessage', (m) => m.mid === one)
  assert.deepEqual([read.from, read.to], [bob.name, ann.name])
  assert.ok(!ann.told.has('onReadMessage', (m) => m.mid === two))
  await bob.conn.send(create({ type: 'channel', to: ann.name }))
  await ann.until('onReadMessage', (m) => m.mid === two)
  assert.equal((await ann.until('onChannelMessage')).from, bob.name)
  const { data } = await bob.conn.getServerConversations({ pageSize: 5 })
  assert.equal(data.conversations[0].unReadCount, 0)
})

test('read: told of a message that was sent before the app was started', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId } = await ann.text(bob.name, 'one')
  await bob.until('onTextMessage')
  ann.conn.close()
  const again = await here.open(ann.name)
  await bob.conn.send(create({ type: 'read', to: ann.name, id: serverMsgId }))
  await again.until('onReadMessage', (m) => m.mid === serverMsgId)
})

test('offline messages: what is unread is told at the first login on a device, once', async () => {
  const [ann] = await here.meet('ann')
  const [name] = here.names('bob')
  await here.server.users(name)
  await ann.text(name, 'one')
  await ann.text(name, 'two')
  const bob = await here.open(name)
  await bob.until('onOfflineMessageSyncFinish')
  assert.deepEqual(bob.told.all.filter((e) => e.name === 'onTextMessage').map((e) => e.value.msg), ['one', 'two'])
  await bob.conn.send(create({ type: 'channel', to: ann.name }))
  const second = await here.open(name)
  await second.until('onOfflineMessageSyncFinish')
  assert.ok(!second.told.has('onTextMessage'))
})

test('send: delivery marks by hand', async () => {
  const [ann] = await here.meet('ann')
  const [name] = here.names('bob')
  await here.server.users(name)
  const bob = await here.open(name, { delivery: false })
  const { serverMsgId } = await ann.text(name, 'one')
  await bob.until('onTextMessage')
  await bob.conn.send(create({ type: 'delivery', to: ann.name, id: serverMsgId }))
  await ann.until('onDeliveredMessage', (m) => m.mid === serverMsgId)
})

test('send: with em_ignore_notification nobody who is away is woken', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.text(bob.name, 'no hurry', { ext: { em_ignore_notification: true } })
  await ann.text(bob.name, 'hurry')
  const { messages } = await here.server.ask('GET', `/v1/conversations/user/${ann.name}/messages?from=${bob.name}`)
  assert.deepEqual(messages.map((one) => !!one.no_push), [true, false])
  assert.equal((await bob.until('onTextMessage', (m) => m.msg === 'no hurry')).ext.em_ignore_notification, true)
})

test('send: with allowGroupAck the sender is told of each reader, and how many there are', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  const groupId = (await ann.conn.createGroup({ data: { groupname: 'Acks', members: [bob.name, cat.name] } })).data.groupid
  const asked = { chatType: 'groupChat', msgConfig: { allowGroupAck: true } }
  await ann.text(groupId, 'nobody needs to say', { chatType: 'groupChat' })
  const { serverMsgId: first } = await ann.text(groupId, 'say that you read it', asked)
  const { serverMsgId: second } = await ann.text(groupId, 'this, too', asked)
  const reads = (one, id) => one.conn.send(create({ type: 'read', chatType: 'groupChat', to: groupId, id }))
  const told = async (from, id) => {
    const { mid, chatType, to, groupReadCount } = await ann.until('onReadMessage', (m) => m.from === from.name && m.id === id)
    assert.deepEqual([mid, chatType, to], [id, 'groupChat', groupId])
    return groupReadCount[id]
  }
  await bob.until('onTextMessage', (m) => m.id === second)
  await reads(bob, first)
  assert.equal(await told(bob, first), 1)
  assert.ok(!ann.told.has('onReadMessage', (m) => m.id === second))
  await cat.until('onTextMessage', (m) => m.id === second)
  await reads(cat, second)
  assert.equal(await told(cat, first), 2)
  assert.equal(await told(cat, second), 1)
  await reads(bob, second)
  assert.equal(await told(bob, second), 2)
  assert.equal(ann.told.all.filter(({ name }) => name === 'onReadMessage').length, 4)
  assert.ok(!ann.told.has('onChannelMessage'))
})

test('getGroupMsgReadUser: who read a message that asked for it', async () => {
  const [ann, bob, cat] = await here.meet('ann', 'bob', 'cat')
  const groupId = (await ann.conn.createGroup({ data: { groupname: 'Three', members: [bob.name, cat.name] } })).data.groupid
  const { serverMsgId } = await ann.text(groupId, 'read this', { chatType: 'groupChat', msgConfig: { allowGroupAck: true } })
  assert.ok((await bob.until('onTextMessage')).msgConfig.allowGroupAck)
  await bob.conn.send(create({ type: 'read', chatType: 'groupChat', to: groupId, id: serverMsgId }))
  const { data } = await ann.conn.getGroupMsgReadUser({ msgId: serverMsgId, groupId })
  assert.deepEqual(data, [bob.name])
})

test('recallMessage: its text is gone at the other side', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId } = await ann.text(bob.name, 'oops')
  await bob.until('onTextMessage')
  await ann.conn.recallMessage({ mid: serverMsgId, to: bob.name, chatType: 'singleChat' })
  const told = await bob.until('onRecallMessage')
  assert.deepEqual([told.mid, told.from, told.to], [serverMsgId, ann.name, bob.name])
  const { messages } = await bob.conn.getHistoryMessages({ targetId: ann.name, chatType: 'singleChat' })
  assert.equal(messages.length, 0)
  await assert.rejects(bob.conn.recallMessage({ mid: 'no-such-id', to: ann.name, chatType: 'singleChat' }), (err) => err.type === ChatSDK.statusCode.MESSAGE_NOT_FOUND)
})

test('recallMessage: too late is MESSAGE_RECALL_TIME_LIMIT', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId } = await ann.text(bob.name, 'kept')
  await here.server.ask('PATCH', '/v1/app', { settings: { recall_window: 0 } })
  try {
    await assert.rejects(ann.conn.recallMessage({ mid: serverMsgId, to: bob.name, chatType: 'singleChat' }), (err) => err.type === ChatSDK.statusCode.MESSAGE_RECALL_TIME_LIMIT)
  } finally {
    await here.server.ask('PATCH', '/v1/app', { settings: { recall_window: 120 } })
  }
})

test('modifyMessage: the other side sees the new text', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId } = await ann.text(bob.name, 'helo')
  await bob.until('onTextMessage')
  const { message } = await ann.conn.modifyMessage({ messageId: serverMsgId, modifiedMessage: create({ type: 'txt', to: bob.name, msg: 'hello' }) })
  assert.equal(message.msg, 'hello')
  const told = await bob.until('onModifiedMessage')
  assert.deepEqual([told.id, told.msg, told.modifiedInfo.operatorId, told.modifiedInfo.operationCount], [serverMsgId, 'hello', ann.name, 1])
})

test('reactions: added, listed, taken back', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId: messageId } = await ann.text(bob.name, 'nice?')
  await bob.until('onTextMessage')
  await bob.conn.addReaction({ messageId, reaction: '👍' })
  const added = await ann.until('onReactionChange')
  assert.equal(added.messageId, messageId)
  assert.deepEqual([added.reactions[0].reaction, added.reactions[0].count, added.reactions[0].userList], ['👍', 1, [bob.name]])
  const { data } = await ann.conn.getReactionlist({ messageId: [messageId], chatType: 'singleChat' })
  assert.deepEqual([data[0].msgId, data[0].reactionList[0].userCount, data[0].reactionList[0].isAddedBySelf], [messageId, 1, false])
  const detail = await bob.conn.getReactionDetail({ messageId, reaction: '👍' })
  assert.deepEqual([detail.data.userList, detail.data.isAddedBySelf], [[bob.name], true])
  await bob.conn.deleteReaction({ messageId, reaction: '👍' })
  await ann.until('onReactionChange', (e) => !e.reactions.some((r) => r.count > 0))
})

test('pins: pinned, listed, taken off', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId: messageId } = await ann.text(bob.name, 'keep this')
  await bob.until('onTextMessage')
  await ann.conn.pinMessage({ conversationId: bob.name, conversationType: 'singleChat', messageId })
  const told = await bob.until('onMessagePinEvent', (e) => e.operation === 'pin')
  assert.deepEqual([told.messageId, told.conversationId, told.operatorId], [messageId, ann.name, ann.name])
  const { data } = await bob.conn.getServerPinnedMessages({ conversationId: ann.name, conversationType: 'singleChat' })
  assert.deepEqual(data.list.map((one) => [one.message.id, one.operatorId]), [[messageId, ann.name]])
  await bob.conn.unpinMessage({ conversationId: ann.name, conversationType: 'singleChat', messageId })
  await ann.until('onMessagePinEvent', (e) => e.operation === 'unpin')
})

test('reportMessage: it waits for the app’s own people', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId: messageId } = await ann.text(bob.name, 'rude')
  await bob.until('onTextMessage')
  await bob.conn.reportMessage({ reportType: 'adult', reportReason: 'I do not like it', messageId })
  const { reports } = await here.server.ask('GET', '/v1/reports')
  const report = reports.find((one) => one.message_id === messageId)
  assert.deepEqual([report.by, report.from, report.reason], [bob.name, ann.name, 'adult: I do not like it'])
})

test('messages by id alone are found after a restart of the app', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { serverMsgId: messageId } = await ann.text(bob.name, 'long ago')
  await bob.until('onTextMessage')
  const again = await here.open(bob.name)
  await again.conn.addReaction({ messageId, reaction: '❤️', to: ann.name, chatType: 'singleChat' })
  await ann.until('onReactionChange', (e) => e.messageId === messageId)
})

test('uploadFile: the answer is that of the older REST API', async () => {
  const [ann] = await here.meet('ann')
  const answer = await ann.conn.uploadFile({ file: { data: new Blob([pixel], { type: 'image/png' }), filename: 'dot.png' } })
  assert.equal(answer.uri, `${here.server.http}/corp/shop/chatfiles`)
  const loaded = await fetch(`${answer.uri}/${answer.entities[0].uuid}`, { headers: { Authorization: `Bearer ${ann.conn.context.accessToken}` } })
  assert.deepEqual(Buffer.from(await loaded.arrayBuffer()), pixel)
  await assert.rejects(ann.conn.uploadFile({ file: { data: 'no/such/path' } }), (err) => typeof err.type === 'number')
})
