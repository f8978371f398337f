// What is sent, changed and read, as the other one sees it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { same, soon, texted, World } from './world.mjs'

let world, ann, bob
const C2C = { to: 'bob', conversationType: 'C2C' }
before(async () => {
  world = await World.start()
  ann = await world.enter('ann')
  bob = await world.enter('bob')
})
after(() => world.stop())

// sent sends a message of ann, and gives what bob received of it.
async function sent (message, options) {
  const { data } = await ann.tim.sendMessage(message, options)
  return bob.receive((one) => one.ID === data.message.ID)
}

test('createTextMessage: text, custom data beside it, and who sent it', async () => {
  await ann.tim.updateMyProfile({ nick: 'Ann', avatar: 'https://x/ann.png' })
  const got = await sent(ann.tim.createTextMessage({ ...C2C, payload: { text: '你好' }, cloudCustomData: '{"a":1}' }))
  same([got.type, got.payload, got.cloudCustomData, got.nick, got.avatar, got.nameCard], ['TIMTextElem', { text: '你好' }, '{"a":1}', 'Ann', 'https://x/ann.png', ''])
})

test('createCustomMessage, createFaceMessage, createLocationMessage', async () => {
  const custom = await sent(ann.tim.createCustomMessage({ ...C2C, payload: { data: 'd', description: 'e', extension: 'f' } }))
  same([custom.type, custom.payload], ['TIMCustomElem', { data: 'd', description: 'e', extension: 'f' }])
  const face = await sent(ann.tim.createFaceMessage({ ...C2C, payload: { index: 1, data: 'tt00' } }))
  same([face.type, face.payload], ['TIMFaceElem', { index: 1, data: 'tt00' }])
  const place = await sent(ann.tim.createLocationMessage({ ...C2C, payload: { description: 'Office', longitude: 113.9, latitude: 22.5 } }))
  same([place.type, place.payload], ['TIMLocationElem', { description: 'Office', longitude: 113.9, latitude: 22.5 }])
})

test('createImageMessage, createAudioMessage, createVideoMessage, createFileMessage: the bytes arrive, progress is told', async () => {
  const bytes = randomBytes(50_000)
  const path = ann.host.temporary(bytes)
  const told = []
  const make = {
    createImageMessage: [{ tempFilePaths: [path], tempFiles: [{ path, size: bytes.length }] }, 'TIMImageElem', (p) => p.imageInfoArray[0].url],
    createAudioMessage: [{ tempFilePath: path, duration: 2600, fileSize: bytes.length }, 'TIMSoundElem', (p) => p.url],
    createVideoMessage: [{ tempFilePath: path, duration: 3, size: bytes.length, height: 10, width: 20, thumbTempFilePath: path }, 'TIMVideoFileElem', (p) => p.videoUrl],
    createFileMessage: [{ tempFiles: [{ path, name: 'plan.pdf', size: bytes.length }] }, 'TIMFileElem', (p) => p.fileUrl],
  }
  for (const name of Object.keys(make)) {
    const [file, type, url] = make[name]
    const message = ann.tim[name]({ ...C2C, payload: { file }, onProgress: (n) => told.push(n) })
    assert.equal(message.type, type)
    const got = await sent(message)
    assert.equal(got.type, type)
    const address = url(got.payload).replace(/^https:\/\/[^/]+/, world.server.http)
    assert.ok(Buffer.from(await (await fetch(address)).arrayBuffer()).equals(bytes), `${name}: ${address}`)
    if (name === 'createAudioMessage') assert.equal(got.payload.second, 3)
    if (name === 'createVideoMessage') assert.equal(got.payload.videoSecond, 3)
    if (name === 'createFileMessage') assert.equal(got.payload.fileName, 'plan.pdf')
  }
  assert.ok(told.length > 0 && told.at(-1) === 1, JSON.stringify(told))
  assert.throws(() => ann.tim.createImageMessage({ ...C2C, payload: { file: {} } }), { code: 2250 })
})

test('createMergerMessage, downloadMergerMessage, createForwardMessage', async () => {
  const one = await ann.say('bob', 'first')
  const two = await ann.say('bob', 'second')
  const got = await sent(ann.tim.createMergerMessage({ ...C2C, payload: { messageList: [one, two], title: 'Our chat', abstractList: ['a: first'], compatibleText: 'too old' } }))
  same([got.type, got.payload.title, got.payload.abstractList], ['TIMRelayElem', 'Our chat', ['a: first']])
  const { data } = await bob.tim.downloadMergerMessage(got)
  same(data.payload.messageList.map((m) => [m.from, m.type, m.payload.text]), [['ann', 'TIMTextElem', 'first'], ['ann', 'TIMTextElem', 'second']])
  const path = ann.host.temporary(randomBytes(1000))
  const picture = await sent(ann.tim.createImageMessage({ ...C2C, payload: { file: { tempFilePaths: [path], tempFiles: [{ path, size: 1000 }] } } }))
  const cid = await world.enter('cid')
  await bob.tim.sendMessage(bob.tim.createForwardMessage({ to: 'cid', conversationType: 'C2C', payload: picture }))
  const passed = await cid.receive((m) => m.type === 'TIMImageElem')
  assert.equal(passed.payload.uuid, picture.payload.uuid)
  assert.notEqual(passed.payload.imageInfoArray[0].url, '')

  // Dan was never there: in the bundle, and in a bundle of it, he finds the picture.
  const dan = await world.enter('dan')
  const loads = async (address, bytes) => assert.equal((await (await fetch(address.replace(/^https:\/\/[^/]+/, world.server.http))).arrayBuffer()).byteLength, bytes)
  const bundle = bob.tim.createMergerMessage({ to: 'cid', conversationType: 'C2C', payload: { messageList: [one, picture], title: 'With a picture', abstractList: [], compatibleText: '' } })
  await bob.tim.sendMessage(bundle)
  const opened = (await cid.receive((m) => m.ID === bundle.ID)).payload.messageList
  same(opened.map((m) => [m.type, m.from, m.messageForShow]), [['TIMTextElem', 'ann', 'first'], ['TIMImageElem', 'ann', '[图片]']])
  await loads(opened[1].payload.imageInfoArray[0].url, 1000)
  const deep = cid.tim.createMergerMessage({ to: 'dan', conversationType: 'C2C', payload: { messageList: [cid.tim.findMessage(bundle.ID)], title: 'Deep', abstractList: [], compatibleText: '' } })
  await cid.tim.sendMessage(deep)
  const [within] = (await dan.receive((m) => m.ID === deep.ID)).payload.messageList
  same([within.type, within.payload.title, within.from], ['TIMRelayElem', 'With a picture', 'bob'])
  await loads(within.payload.messageList[1].payload.imageInfoArray[0].url, 1000)
})

test('createVideoMessage: the cover that the host gave arrives beside the video', async () => {
  const [film, cover] = [ann.host.temporary(randomBytes(3000)), ann.host.temporary(randomBytes(700))]
  const file = { tempFiles: [{ tempFilePath: film, thumbTempFilePath: cover, duration: 2, size: 3000, width: 4, height: 3 }] }
  const message = ann.tim.createVideoMessage({ ...C2C, payload: { file } })
  assert.equal(message.payload.thumbUrl, cover)
  const { payload } = await sent(message)
  same([payload.videoSize, payload.thumbSize, payload.thumbUrl === payload.snapshotUrl], [3000, 700, true])
  const { data: { message: passed } } = await bob.tim.sendMessage(bob.tim.createForwardMessage({ to: 'cid', conversationType: 'C2C', payload: bob.tim.findMessage(message.ID) }))
  const cid = await world.enter('cid')
  const there = (await cid.tim.getMessageList({ conversationID: 'C2Cbob' })).data.messageList.find((m) => m.ID === passed.ID)
  const address = there.payload.thumbUrl.replace(/^https:\/\/[^/]+/, world.server.http)
  assert.equal((await (await fetch(address)).arrayBuffer()).byteLength, 700)
})

test('sendMessage: onlineUserOnly leaves no history; excludedFromUnreadCount does not count', async () => {
  const flash = await sent(ann.text('bob', 'flash'), { onlineUserOnly: true })
  const { data } = await bob.tim.getMessageList({ conversationID: 'C2Cann', count: 100 })
  assert.ok(!data.messageList.some((m) => m.ID === flash.ID))
  await bob.tim.setMessageRead({ conversationID: 'C2Cann' })
  await sent(ann.text('bob', 'quiet'), { messageControlInfo: { excludedFromUnreadCount: true } })
  const { data: count } = await bob.tim.getTotalUnreadMessageCount()
  assert.equal(count, 0)
})

test('sendMessage: offlinePushInfo.disablePush wakes nobody who is away, and counts as unread', async () => {
  await bob.tim.setMessageRead({ conversationID: 'C2Cann' })
  const got = await sent(ann.text('bob', 'no hurry'), { offlinePushInfo: { disablePush: true } })
  const plain = await sent(ann.text('bob', 'hurry'), { offlinePushInfo: { title: 'Ann', description: 'hurry' } })
  const { messages } = await world.server.ask('GET', '/v1/conversations/user/ann/messages?from=bob&limit=2')
  same(messages.map((one) => [one.cid, !!one.no_push]), [[got.ID, true], [plain.ID, false]])
  const { data: count } = await bob.tim.getTotalUnreadMessageCount()
  assert.equal(count, 2)
})

test('sendMessage that is refused: the code, and status fail; resendMessage sends the same ID, also of a copy', async () => {
  await bob.tim.addToBlacklist({ userIDList: ['ann'] })
  const message = ann.text('bob', 'once more')
  await assert.rejects(ann.tim.sendMessage(message), { code: 20007 })
  assert.equal(message.status, 'fail')
  await bob.tim.removeFromBlacklist({ userIDList: ['ann'] })
  const { data } = await ann.tim.resendMessage(JSON.parse(JSON.stringify(message)))
  same([data.message.ID, data.message.status], [message.ID, 'success'])
  await ann.tim.resendMessage(message)
  await bob.receive(texted('once more'))
  await sent(ann.text('bob', 'after it'))
  assert.equal(bob.told.filter((one) => one.event === 'MESSAGE_RECEIVED' && one.data.some(texted('once more'))).length, 1)
  await assert.rejects(ann.tim.sendMessage(ann.text('nobody', 'hello')), { code: 20003 })
})

test('revokeMessage: the other one hears MESSAGE_REVOKED; too late is 20016', async () => {
  const got = await sent(ann.text('bob', 'oops'))
  const heard = bob.next('MESSAGE_REVOKED')
  const { data } = await ann.tim.revokeMessage(ann.tim.findMessage(got.ID))
  same([data.message.ID, data.message.isRevoked], [got.ID, true])
  const [revoked] = await heard
  same([revoked.ID, revoked.isRevoked, revoked.revoker, revoked.type], [got.ID, true, 'ann', 'TIMTextElem'])
  await world.server.ask('PATCH', '/v1/app', { settings: { recall_window: 0 } })
  const late = await ann.say('bob', 'stays')
  await assert.rejects(ann.tim.revokeMessage(late), { code: 20016 })
  await world.server.ask('PATCH', '/v1/app', { settings: { recall_window: 120 } })
})

test('modifyMessage: the other one hears MESSAGE_MODIFIED', async () => {
  const got = await sent(ann.text('bob', 'draft'))
  const heard = bob.next('MESSAGE_MODIFIED')
  const mine = ann.tim.findMessage(got.ID)
  mine.payload.text = 'final'
  mine.cloudCustomData = 'v2'
  await ann.tim.modifyMessage(mine)
  const [changed] = await heard
  same([changed.ID, changed.payload, changed.cloudCustomData, changed.isModified], [got.ID, { text: 'final' }, 'v2', true])
})

test('deleteMessage: gone for oneself, not for the other one', async () => {
  const got = await sent(ann.text('bob', 'for you'))
  const { data } = await bob.tim.deleteMessage([got])
  same([data.messageList[0].ID, data.messageList[0].isDeleted], [got.ID, true])
  const list = async (who, id) => (await who.tim.getMessageList({ conversationID: id, count: 30 })).data.messageList.map((m) => m.ID)
  assert.ok(!(await list(bob, 'C2Cann')).includes(got.ID))
  assert.ok((await list(ann, 'C2Cbob')).includes(got.ID))
})

test('getMessageListHopping: around a message, both ways', async () => {
  await world.enter('eve')
  const sequences = []
  for (const text of ['one', 'two', 'three', 'four']) sequences.push((await ann.say('eve', text)).sequence)
  const texts = async (options) => (await ann.tim.getMessageListHopping({ conversationID: 'C2Ceve', ...options })).data.messageList.map((m) => m.payload.text)
  same(await texts({ sequence: sequences[2], direction: 0 }), ['one', 'two'])
  same(await texts({ sequence: sequences[1], direction: 1 }), ['three', 'four'])
  same(await texts({ time: Math.floor(Date.now() / 1000) - 100, direction: 1, count: 2 }), ['two', 'three'])
})

test('sendMessageReadReceipt in a 1:1 conversation: MESSAGE_READ_RECEIPT_RECEIVED at the sender', async () => {
  const got = await sent(ann.text('bob', 'read me', { needReadReceipt: true }))
  assert.equal(got.needReadReceipt, true)
  const heard = ann.next('MESSAGE_READ_RECEIPT_RECEIVED')
  await bob.tim.sendMessageReadReceipt([got])
  same((await heard).map((one) => [one.messageID, one.userID, one.isPeerRead]), [[got.ID, 'bob', true]])
})

test('sendMessageReadReceipt in a group: MESSAGE_READ_RECEIPT_RECEIVED at the sender, getMessageReadReceiptList, getGroupMessageReadMemberList', async () => {
  const cid = await world.enter('cid')
  const { data: { group } } = await ann.tim.createGroup({ name: 'Team', type: 'Public', memberList: [{ userID: 'bob' }, { userID: 'cid' }] })
  const write = (text, more) => ann.tim.createTextMessage({ to: group.groupID, conversationType: 'GROUP', payload: { text }, ...more })
  const before = ann.told.length
  const got = await sent(write('who reads', { needReadReceipt: true }))
  const plain = await sent(write('I do not ask'))
  const heard = ann.next('MESSAGE_READ_RECEIPT_RECEIVED')
  await bob.tim.sendMessageReadReceipt([got])
  same(await heard, [{ groupID: group.groupID, messageID: got.ID, readCount: 1, unreadCount: 1 }])
  const mine = ann.tim.findMessage(got.ID)
  same(mine.readReceiptInfo, { readCount: 1, unreadCount: 1 })
  const { data } = await ann.tim.getMessageReadReceiptList([mine])
  same(data.messageList[0].readReceiptInfo, { readCount: 1, unreadCount: 1 })
  const read = await ann.tim.getGroupMessageReadMemberList({ message: mine, filter: 0 })
  same([read.data.readUserIDList, read.data.isCompleted], [['bob'], true])
  const unread = await ann.tim.getGroupMessageReadMemberList({ message: mine, filter: 1 })
  same(unread.data.unreadUserIDList, ['cid'])
  const all = ann.next('MESSAGE_READ_RECEIPT_RECEIVED')
  await cid.receive((one) => one.ID === plain.ID)
  await cid.tim.setMessageRead({ conversationID: `GROUP${group.groupID}` })
  same(await all, [{ groupID: group.groupID, messageID: got.ID, readCount: 2, unreadCount: 0 }])
  const told = ann.told.slice(before).map((one) => one.event)
  assert.ok(!told.includes('MESSAGE_READ_BY_PEER'), 'which is of 1:1 conversations')
  assert.equal(ann.tim.findMessage(plain.ID).isPeerRead, false)
})

test('createTextMessage with a receiverList: these members of a group alone get it', async () => {
  const cid = await world.enter('cid')
  const { data: { group } } = await ann.tim.createGroup({ name: 'Some', type: 'Public', memberList: [{ userID: 'bob' }, { userID: 'cid' }] })
  const to = { to: group.groupID, conversationType: 'GROUP' }
  const got = await sent(ann.tim.createTextMessage({ ...to, payload: { text: 'for bob' }, receiverList: ['bob'] }))
  same(got.receiverList, ['bob'])
  const all = await sent(ann.tim.createTextMessage({ ...to, payload: { text: 'for all' } }))
  await cid.receive((m) => m.ID === all.ID)
  const { data } = await cid.tim.getMessageList({ conversationID: `GROUP${group.groupID}`, count: 20 })
  same(data.messageList.filter((m) => m.type === 'TIMTextElem').map((m) => m.payload.text), ['for all'])
  assert.throws(() => ann.tim.createTextMessage({ ...C2C, payload: { text: 'x' }, receiverList: ['bob'] }), { code: 2041 })
})

test('createTextAtMessage: who is mentioned sees it in the conversation', async () => {
  const { data: { group } } = await ann.tim.createGroup({ name: 'At', type: 'ChatRoom', memberList: [{ userID: 'bob' }] })
  const got = await sent(ann.tim.createTextAtMessage({ to: group.groupID, conversationType: 'GROUP', payload: { text: '@bob', atUserList: ['bob'] } }))
  same(got.atUserList, ['bob'])
  const { data } = await bob.tim.getConversationProfile(`GROUP${group.groupID}`)
  same(data.conversation.groupAtInfoList.map((one) => one.atTypeArray), [[1]])
  const all = await sent(ann.tim.createTextAtMessage({ to: group.groupID, conversationType: 'GROUP', payload: { text: '@all', atUserList: [ann.TIM.TYPES.MSG_AT_ALL] } }))
  same(all.atUserList, ['__kImSDK_MesssageAtALL__'])
})

test('messages of apps that speak the server\'s own language are shown', async () => {
  await world.server.ask('POST', '/v1/messages', { from: 'ann', to: 'user/bob', type: 'custom', body: { kind: 'order', n: 7 }, ext: { trace: 'x' } })
  const got = await bob.receive((m) => m.type === 'TIMCustomElem' && m.payload.data.includes('order'))
  same([JSON.parse(got.payload.data), JSON.parse(got.cloudCustomData)], [{ kind: 'order', n: 7 }, { trace: 'x' }])
  await soon('the answer', async () => (await ann.tim.getMessageList({ conversationID: 'C2Cbob' })).data.messageList.some((m) => m.ID === got.ID))
})
