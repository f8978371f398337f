// Groups of each kind: their members hear and see what is done.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { same, soon, texted, World } from './world.mjs'

let world, ann, bob, cid, TYPES
before(async () => {
  world = await World.start()
  ann = await world.enter('ann')
  bob = await world.enter('bob')
  cid = await world.enter('cid')
  TYPES = ann.TIM.TYPES
})
after(() => world.stop())

const make = async (type, options = {}) => (await ann.tim.createGroup({ name: `A ${type}`, type, ...options })).data.group
const tip = (group, operationType) => (m) => m.type === 'TIMGroupTipElem' && m.conversationID === `GROUP${group.groupID}` && m.payload.operationType === operationType
const notice = (group, type) => (data) => data.type === type && data.message.payload.groupProfile.groupID === group.groupID
const list = async (who, groupID, more) => (await who.tim.getGroupMemberList({ groupID, count: 30, offset: 0, ...more })).data.memberList
const group = async (who, groupID) => (await who.tim.getGroupProfile({ groupID })).data.group

test('createGroup: each type is told again; a taken groupID is 10021; getGroupList and getGroupProfile', async () => {
  for (const type of ['Private', 'Public', 'ChatRoom', 'Community']) {
    const made = await make(type, { memberList: [{ userID: 'bob' }], introduction: 'who we are', notification: 'read me', groupCustomField: [{ key: 'k', value: 'v' }] })
    assert.ok(!made.groupID.includes('#'))
    const seen = await group(bob, made.groupID)
    same([seen.type, seen.name, seen.memberCount, seen.introduction, seen.notification, seen.selfInfo.role, seen.groupCustomField], [type, `A ${type}`, 2, 'who we are', 'read me', 'Member', [{ key: 'k', value: 'v' }]])
    assert.equal(made.selfInfo.role, 'Owner')
    await bob.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(made, 7))
    await bob.hear('GROUP_LIST_UPDATED', (groups) => groups.some((one) => one.groupID === made.groupID))
    const { data } = await bob.tim.getGroupList()
    assert.ok(data.groupList.some((one) => one.groupID === made.groupID && one.selfInfo.role === 'Member'))
  }
  await make('Public', { groupID: 'climbers' })
  await assert.rejects(make('Public', { groupID: 'climbers' }), { code: 10021 })
  assert.equal(TYPES.GRP_WORK, 'Private')
})

test('messages of a group: conversation, name card, sequence', async () => {
  const made = await make('Public', { memberList: [{ userID: 'bob' }] })
  await ann.tim.setGroupMemberNameCard({ groupID: made.groupID, nameCard: 'Captain' })
  await ann.say(made.groupID, 'hello all', { conversationType: 'GROUP' })
  const got = await bob.receive((m) => texted('hello all')(m) && m.conversationID === `GROUP${made.groupID}`)
  same([got.conversationType, got.to, got.nameCard, got.from], ['GROUP', made.groupID, 'Captain', 'ann'])
  const { data } = await bob.tim.getConversationProfile(`GROUP${made.groupID}`)
  same([data.conversation.groupProfile.name, data.conversation.groupProfile.memberCount, data.conversation.lastMessage.nameCard, data.conversation.unreadCount], ['A Public', 2, 'Captain', 1])
})

test('searchGroupByID: what may be found; 10007 for Work, 10010 for none', async () => {
  const open = await make('Public')
  const { data } = await cid.tim.searchGroupByID(open.groupID)
  same([data.group.groupID, data.group.name, data.group.type], [open.groupID, 'A Public', 'Public'])
  const work = await make('Private', { memberList: [{ userID: 'bob' }] })
  await assert.rejects(bob.tim.searchGroupByID(work.groupID), { code: 10007 })
  await assert.rejects(cid.tim.searchGroupByID('none-such'), { code: 10010 })
})

test('joinGroup: Meeting at once, Public by approval, again is AlreadyInGroup, Work not at all; handleGroupApplication, getGroupApplicationList', async () => {
  const meeting = await make('ChatRoom')
  const joined = await cid.tim.joinGroup({ groupID: meeting.groupID, type: 'ChatRoom' })
  assert.equal(joined.data.status, TYPES.JOIN_STATUS_SUCCESS)
  same((await ann.receive(tip(meeting, 1))).payload.userIDList, ['cid'])
  assert.equal((await cid.tim.joinGroup({ groupID: meeting.groupID })).data.status, TYPES.JOIN_STATUS_ALREADY_IN_GROUP)

  const open = await make('Public')
  assert.equal((await cid.tim.joinGroup({ groupID: open.groupID, applyMessage: 'let me in' })).data.status, TYPES.JOIN_STATUS_WAIT_APPROVAL)
  const asked = await ann.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(open, 1))
  same([asked.message.type, asked.message.conversationID, asked.message.payload.operatorID, asked.message.payload.groupProfile.name], ['TIMGroupSystemNoticeElem', '@TIM#SYSTEM', 'cid', 'A Public'])
  const { data: { conversationList } } = await ann.tim.getConversationList(['@TIM#SYSTEM'])
  assert.ok(conversationList[0].unreadCount > 0)
  const { data: notices } = await ann.tim.getMessageList({ conversationID: '@TIM#SYSTEM' })
  assert.ok(notices.messageList.some((m) => m.ID === asked.message.ID))
  await ann.tim.setMessageRead({ conversationID: '@TIM#SYSTEM' })
  assert.equal((await ann.tim.getConversationProfile('@TIM#SYSTEM')).data.conversation.unreadCount, 0)
  same((await ann.tim.getGroupApplicationList()).data.applicationList.map((one) => [one.applicant, one.groupID, one.note]), [['cid', open.groupID, 'let me in']])
  await ann.tim.handleGroupApplication({ handleAction: 'Agree', handleMessage: 'welcome', message: asked.message })
  await cid.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(open, 2))
  assert.ok((await list(ann, open.groupID)).some((one) => one.userID === 'cid'))

  await bob.tim.joinGroup({ groupID: open.groupID })
  const application = await soon('the application', async () => (await ann.tim.getGroupApplicationList()).data.applicationList[0])
  await ann.tim.handleGroupApplication({ handleAction: 'Reject', application })
  await bob.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(open, 3))
  const work = await make('Private')
  await assert.rejects(cid.tim.joinGroup({ groupID: work.groupID }), { code: 10007 })
})

test('addGroupMember, deleteGroupMember, getGroupMemberList, getGroupMemberProfile', async () => {
  const made = await make('Private', { memberList: [{ userID: 'bob' }] })
  const { data } = await ann.tim.addGroupMember({ groupID: made.groupID, userIDList: ['bob', 'cid'] })
  same([data.successUserIDList, data.existedUserIDList], [['cid'], ['bob']])
  same((await bob.receive(tip(made, 1))).payload.userIDList, ['cid'])
  same((await list(ann, made.groupID)).map((one) => [one.userID, one.role]), [['ann', 'Owner'], ['bob', 'Member'], ['cid', 'Member']])
  same((await list(ann, made.groupID, { count: 1, offset: 1 })).map((one) => one.userID), ['bob'])
  const { data: some } = await ann.tim.getGroupMemberProfile({ groupID: made.groupID, userIDList: ['bob', 'eve'] })
  same(some.memberList.map((one) => one.userID), ['bob'])
  await ann.tim.deleteGroupMember({ groupID: made.groupID, userIDList: ['cid'], reason: '' })
  same((await cid.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(made, 4))).message.payload.operatorID, 'ann')
  same((await bob.receive(tip(made, 3))).payload.userIDList, ['cid'])
  assert.ok(!(await cid.tim.getGroupList()).data.groupList.some((one) => one.groupID === made.groupID))
})

test('setGroupMemberMuteTime, setGroupMemberRole, setGroupMemberNameCard, setGroupMemberCustomField', async () => {
  const made = await make('Public', { memberList: [{ userID: 'bob' }, { userID: 'cid' }] })
  const { groupID } = made
  await ann.tim.setGroupMemberMuteTime({ groupID, userID: 'bob', muteTime: 600 })
  const muted = await cid.receive(tip(made, 7))
  same(muted.payload.memberList.map((one) => [one.userID, one.muteTime >= 599]), [['bob', true]])
  await assert.rejects(bob.tim.sendMessage(bob.text(groupID, 'mmm', { conversationType: 'GROUP' })), { code: 10017 })
  await ann.tim.setGroupMemberMuteTime({ groupID, userID: 'bob', muteTime: 0 })
  await bob.say(groupID, 'free again', { conversationType: 'GROUP' })

  await ann.tim.setGroupMemberRole({ groupID, userID: 'bob', role: TYPES.GRP_MBR_ROLE_ADMIN })
  await bob.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(made, 9))
  await cid.receive(tip(made, 4))
  assert.equal((await group(bob, groupID)).selfInfo.role, 'Admin')
  await ann.tim.setGroupMemberRole({ groupID, userID: 'bob', role: 'Member' })
  await bob.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(made, 10))
  await cid.receive(tip(made, 5))
  await assert.rejects(ann.tim.setGroupMemberRole({ groupID, userID: 'bob', role: 'Custom' }), { code: 60020 })

  await bob.tim.setGroupMemberNameCard({ groupID, nameCard: 'Bobby' })
  await bob.tim.setGroupMemberCustomField({ groupID, memberCustomField: [{ key: 'color', value: 'red' }] })
  const [{ nameCard, memberCustomField }] = (await cid.tim.getGroupMemberProfile({ groupID, userIDList: ['bob'] })).data.memberList
  same([nameCard, memberCustomField], ['Bobby', [{ key: 'color', value: 'red' }]])
})

test('updateGroupProfile: name, mute of all, who may join; changeGroupOwner', async () => {
  const made = await make('Public', { memberList: [{ userID: 'bob' }] })
  const { groupID } = made
  await ann.tim.updateGroupProfile({ groupID, name: 'Renamed', introduction: 'new', notification: 'note', joinOption: 'FreeAccess', groupCustomField: [{ key: 'a', value: 'b' }] })
  const changed = await bob.receive(tip(made, 6))
  assert.equal(changed.payload.newGroupProfile.groupName, 'Renamed')
  const seen = await group(bob, groupID)
  same([seen.name, seen.introduction, seen.notification, seen.joinOption, seen.type, seen.groupCustomField], ['Renamed', 'new', 'note', 'FreeAccess', 'Public', [{ key: 'a', value: 'b' }]])
  await ann.tim.updateGroupProfile({ groupID, muteAllMembers: true })
  await assert.rejects(bob.tim.sendMessage(bob.text(groupID, 'mmm', { conversationType: 'GROUP' })), { code: 10017 })
  await ann.tim.updateGroupProfile({ groupID, muteAllMembers: false })
  await bob.receive((m) => tip(made, 6)(m) && m.payload.newGroupProfile.muteAllMembers === false)
  await ann.tim.changeGroupOwner({ groupID, newOwnerID: 'bob' })
  await bob.receive((m) => tip(made, 6)(m) && m.payload.newGroupProfile.ownerID === 'bob')
  assert.equal((await group(bob, groupID)).selfInfo.role, 'Owner')
})

test('quitGroup, dismissGroup', async () => {
  const made = await make('Public', { memberList: [{ userID: 'bob' }, { userID: 'cid' }] })
  const { data } = await bob.tim.quitGroup(made.groupID)
  assert.equal(data.groupID, made.groupID)
  same((await cid.receive(tip(made, 2))).payload.userIDList, ['bob'])
  await assert.rejects(ann.tim.quitGroup(made.groupID), { code: 10009 })
  await ann.tim.dismissGroup(made.groupID)
  await cid.hear('GROUP_SYSTEM_NOTICE_RECEIVED', notice(made, 5))
  assert.ok(!cid.told.some((one) => one.event === 'GROUP_SYSTEM_NOTICE_RECEIVED' && notice(made, 4)(one.data)), 'dismissed, not kicked out')
  assert.ok(!bob.told.some((one) => one.event === 'GROUP_SYSTEM_NOTICE_RECEIVED' && notice(made, 4)(one.data)), 'who left was not kicked out')
  await soon('no more in the list', async () => !(await cid.tim.getGroupList()).data.groupList.some((one) => one.groupID === made.groupID))
})

test('setMessageRemindType of a group', async () => {
  const made = await make('Public', { memberList: [{ userID: 'bob' }] })
  await bob.tim.setMessageRemindType({ groupID: made.groupID, messageRemindType: TYPES.MSG_REMIND_ACPT_NOT_NOTE })
  assert.equal((await group(bob, made.groupID)).selfInfo.messageRemindType, 'AcceptNotNotify')
})

test('attributes of a group: init, set, get, delete, GROUP_ATTRIBUTES_UPDATED', async () => {
  const { groupID } = await make('Public', { memberList: [{ userID: 'bob' }] })
  await ann.tim.initGroupAttributes({ groupID, groupAttributes: { a: '1', b: '2' } })
  const heard = await bob.hear('GROUP_ATTRIBUTES_UPDATED', (data) => data.groupID === groupID)
  same(heard.groupAttributes, { a: '1', b: '2' })
  await ann.tim.setGroupAttributes({ groupID, groupAttributes: { b: '3', c: '4' } })
  same((await bob.tim.getGroupAttributes({ groupID, keyList: ['b', 'c'] })).data.groupAttributes, { b: '3', c: '4' })
  await ann.tim.deleteGroupAttributes({ groupID, keyList: ['a'] })
  same((await bob.tim.getGroupAttributes({ groupID, keyList: [] })).data.groupAttributes, { b: '3', c: '4' })
})

test('attributes of a group: all members set them, in each kind of group, and none undoes the other', async () => {
  for (const type of ['Private', 'Public', 'ChatRoom', 'Community']) {
    const { groupID } = await make(type, { memberList: [{ userID: 'bob' }, { userID: 'cid' }] })
    await ann.tim.setGroupAttributes({ groupID, groupAttributes: { host: 'ann' } })
    await bob.hear('GROUP_ATTRIBUTES_UPDATED', (data) => data.groupID === groupID)
    await Promise.all([
      bob.tim.setGroupAttributes({ groupID, groupAttributes: { seat1: 'bob' } }),
      cid.tim.setGroupAttributes({ groupID, groupAttributes: { seat2: 'cid' } }),
    ])
    const all = { host: 'ann', seat1: 'bob', seat2: 'cid' }
    const heard = await ann.hear('GROUP_ATTRIBUTES_UPDATED', (data) => data.groupID === groupID && Object.keys(data.groupAttributes).length === 3)
    same(heard.groupAttributes, all)
    same((await cid.tim.getGroupAttributes({ groupID, keyList: [] })).data.groupAttributes, all)
    await cid.tim.deleteGroupAttributes({ groupID, keyList: ['seat2'] })
    same((await group(ann, groupID)).groupAttributes.map(({ key }) => key), ['host', 'seat1'])
  }
})

test('getGroupOnlineMemberCount', async () => {
  const { groupID } = await make('Public', { memberList: [{ userID: 'bob' }, { userID: 'cid' }] })
  assert.equal((await ann.tim.getGroupOnlineMemberCount(groupID)).data.memberCount, 3)
})

test('communities: topics are made, written to, renamed, deleted; getJoinedCommunityList', async () => {
  const made = await make('Community', { isSupportTopic: true, memberList: [{ userID: 'bob' }] })
  const { groupID } = made
  await bob.hear('GROUP_LIST_UPDATED', (groups) => groups.some((one) => one.groupID === groupID))
  same((await bob.tim.getJoinedCommunityList()).data.groupList.filter((one) => one.groupID === groupID).map((one) => one.isSupportTopic), [true])
  const { data: { topicID } } = await ann.tim.createTopicInCommunity({ groupID, topicName: 'Routes' })
  same(await bob.hear('TOPIC_CREATED', (data) => data.groupID === groupID), { groupID, topicID })
  const { data } = await bob.tim.getTopicList({ groupID })
  same([data.successTopicList.map((one) => one.topicName), data.failureTopicList], [['Routes'], []])
  await ann.say(topicID, 'which one?', { conversationType: 'GROUP' })
  const got = await bob.receive(texted('which one?'))
  assert.equal(got.conversationID, `GROUP${topicID}`)
  await ann.tim.updateTopicProfile({ groupID, topicID, topicName: 'Walls' })
  assert.equal((await bob.hear('TOPIC_UPDATED', (one) => one.topicID === topicID)).topic.topicName, 'Walls')
  await ann.tim.deleteTopicFromCommunity({ groupID, topicIDList: [topicID] })
  same((await bob.hear('TOPIC_DELETED', (one) => one.groupID === groupID)).topicIDList, [topicID])
})
