// AVChatRoom is a chatroom: who is in it hears.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { same, soon, texted, World } from './world.mjs'

let world, ann, bob
const live = { to: 'live', conversationType: 'GROUP' }
before(async () => {
  world = await World.start({ users_create_rooms: true })
  ann = await world.enter('ann')
  bob = await world.enter('bob')
})
after(() => world.stop())

test('createGroup and joinGroup of an AVChatRoom; messages with priority', async () => {
  const { data } = await ann.tim.createGroup({ type: 'AVChatRoom', groupID: 'live', name: 'Live', notification: 'welcome' })
  same([data.group.groupID, data.group.type, data.group.selfInfo.role], ['live', 'AVChatRoom', 'Owner'])
  const joined = await bob.tim.joinGroup({ groupID: 'live' })
  same([joined.data.status, joined.data.group.name, joined.data.group.type], ['JoinedSuccess', 'Live', 'AVChatRoom'])
  same((await ann.receive((m) => m.type === 'TIMGroupTipElem' && m.payload.operationType === 1 && m.payload.userIDList.includes('bob'))).conversationID, 'GROUPlive')
  await ann.tim.sendMessage(ann.tim.createTextMessage({ ...live, payload: { text: 'hello' }, priority: 'High' }))
  const got = await bob.receive(texted('hello'))
  same([got.conversationID, got.priority], ['GROUPlive', 'High'])
  const { data: { messageList } } = await bob.tim.getMessageList({ conversationID: 'GROUPlive' })
  assert.ok(messageList.some(texted('hello')))
  assert.equal((await ann.tim.getGroupOnlineMemberCount('live')).data.memberCount, 2)
  same((await ann.tim.getGroupMemberList({ groupID: 'live', count: 10 })).data.memberList.map((one) => one.userID), ['ann', 'bob'])
})

test('attributes of a chatroom are its key-values: everyone in it hears', async () => {
  await bob.tim.initGroupAttributes({ groupID: 'live', groupAttributes: { seat1: 'bob' } })
  same((await ann.hear('GROUP_ATTRIBUTES_UPDATED', (data) => data.groupAttributes.seat1)).groupAttributes, { seat1: 'bob' })
  same((await ann.tim.getGroupAttributes({ groupID: 'live' })).data.groupAttributes, { seat1: 'bob' })
  await assert.rejects(ann.tim.setGroupAttributes({ groupID: 'live', groupAttributes: { seat1: 'ann' } }), { code: 10056 })
  await bob.tim.setGroupAttributes({ groupID: 'live', groupAttributes: { seat2: 'x' } })
  await bob.tim.deleteGroupAttributes({ groupID: 'live', keyList: ['seat1'] })
  await ann.hear('GROUP_ATTRIBUTES_UPDATED', (data) => (data.deletedKeyList || []).includes('seat1'))
  same((await ann.tim.getGroupAttributes({ groupID: 'live' })).data.groupAttributes, { seat2: 'x' })
})

test('a chatroom is changed, mutes, puts out, is dismissed', async () => {
  await ann.tim.updateGroupProfile({ groupID: 'live', name: 'Live 2' })
  assert.equal((await bob.tim.getGroupProfile({ groupID: 'live' })).data.group.name, 'Live 2')
  await ann.tim.setGroupMemberMuteTime({ groupID: 'live', userID: 'bob', muteTime: 60 })
  await assert.rejects(bob.tim.sendMessage(bob.tim.createTextMessage({ ...live, payload: { text: 'mmm' } })), { code: 10017 })
  await ann.tim.setGroupMemberMuteTime({ groupID: 'live', userID: 'bob', muteTime: 0 })
  await ann.tim.deleteGroupMember({ groupID: 'live', userIDList: ['bob'] })
  await soon('bob is out', async () => (await ann.tim.getGroupMemberList({ groupID: 'live', count: 10 })).data.memberList.length === 1)
  const cid = await world.enter('cid')
  await cid.tim.joinGroup({ groupID: 'live', type: 'AVChatRoom' })
  await cid.tim.quitGroup('live')
  await cid.tim.joinGroup({ groupID: 'live', type: 'AVChatRoom' })
  await ann.tim.dismissGroup('live')
  await cid.hear('GROUP_SYSTEM_NOTICE_RECEIVED', (data) => data.type === 5)
})
