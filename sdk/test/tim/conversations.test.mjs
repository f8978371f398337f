// The list of conversations, and what one does with it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { same, soon, texted, World } from './world.mjs'

let world, ann, bob, cid
const ids = (list) => list.map((one) => one.conversationID)
before(async () => {
  world = await World.start()
  ann = await world.enter('ann')
  bob = await world.enter('bob')
  cid = await world.enter('cid')
})
after(() => world.stop())

const list = async (who, wanted) => (await who.tim.getConversationList(wanted)).data.conversationList

test('CONVERSATION_LIST_UPDATED and TOTAL_UNREAD_MESSAGE_COUNT_UPDATED tell the whole list; getConversationList, getConversationProfile and getTotalUnreadMessageCount read it', async () => {
  const heard = bob.next('CONVERSATION_LIST_UPDATED', (all) => all.some((one) => one.conversationID === 'C2Cann' && one.unreadCount === 1))
  const counted = bob.next('TOTAL_UNREAD_MESSAGE_COUNT_UPDATED', (n) => n === 1)
  await ann.tim.updateMyProfile({ nick: 'Ann' })
  await ann.say('bob', 'hello')
  const [one] = await heard
  await counted
  same([one.type, one.userProfile.userID, one.userProfile.nick, one.isPinned, one.remark, one.messageRemindType, one.groupAtInfoList], ['C2C', 'ann', 'Ann', false, '', 'AcceptAndNotify', []])
  same([one.lastMessage.messageForShow, one.lastMessage.fromAccount, one.lastMessage.nick, one.lastMessage.nameCard, one.lastMessage.isRevoked], ['hello', 'ann', 'Ann', '', false])
  const { data } = await bob.tim.getConversationProfile('C2Cann')
  same([data.conversation.conversationID, data.conversation.unreadCount], ['C2Cann', 1])
  assert.equal((await bob.tim.getTotalUnreadMessageCount()).data, 1)
  await cid.say('bob', 'hi')
  await bob.receive(texted('hi'))
  same(ids(await list(bob)), ['C2Ccid', 'C2Cann'])
  same(ids(await list(bob, ['C2Cann'])), ['C2Cann'])
})

test('a list that was told before says the names of that moment, also for who has no profile', async () => {
  const [one] = await soon('what cid sent', async () => { const all = await list(cid); return all.length > 0 && all })
  same([one.conversationID, one.userProfile], ['C2Cbob', { userID: 'bob', nick: '', avatar: '' }])
})

test('pinConversation: pinned ones come first, also after the next login', async () => {
  await bob.tim.pinConversation({ conversationID: 'C2Cann', isPinned: true })
  await soon('pinned', async () => (await list(bob))[0].conversationID === 'C2Cann')
  const other = await world.enter('bob')
  same((await list(other)).map((one) => [one.conversationID, one.isPinned]), [['C2Cann', true], ['C2Ccid', false]])
  await other.tim.pinConversation({ conversationID: 'C2Cann', isPinned: false })
  await soon('no more, at the other phone', async () => !(await list(bob)).some((one) => one.isPinned))
  await other.tim.destroy()
})

test('setAllMessageRead', async () => {
  const read = ann.next('MESSAGE_READ_BY_PEER')
  await bob.tim.setAllMessageRead({ scope: 'readAllC2CMessage' })
  await read
  assert.equal((await bob.tim.getTotalUnreadMessageCount()).data, 0)
})

test('setMessageRemindType: quiet ones do not count, also at the next login', async () => {
  await bob.tim.setMessageRemindType({ userIDList: ['ann'], messageRemindType: 'AcceptNotNotify' })
  await ann.say('bob', 'psst')
  await bob.receive(texted('psst'))
  assert.equal((await bob.tim.getTotalUnreadMessageCount()).data, 0)
  const other = await world.enter('bob')
  assert.equal((await other.tim.getConversationProfile('C2Cann')).data.conversation.messageRemindType, 'AcceptNotNotify')
  await bob.tim.setMessageRemindType({ userIDList: ['ann'], messageRemindType: 'AcceptAndNotify' })
  assert.equal((await bob.tim.getTotalUnreadMessageCount()).data, 1)
  await assert.rejects(bob.tim.setMessageRemindType({ userIDList: ['ann'], messageRemindType: 'Discard' }), { code: 60020 })
  await other.tim.destroy()
})

test('markConversation: the other phone of the user sees it', async () => {
  const { data } = await bob.tim.markConversation({ conversationIDList: ['C2Cann'], markType: bob.TIM.TYPES.CONV_MARK_TYPE_STAR, enableMark: true })
  same(data.successConversationIDList, ['C2Cann'])
  const other = await world.enter('bob')
  same(ids(await list(other, { markType: 1 })), ['C2Cann'])
  await bob.tim.markConversation({ conversationIDList: ['C2Cann'], markType: 1, enableMark: false })
  await soon('no more', async () => (await list(other, { markType: 1 })).length === 0)
  await other.tim.destroy()
})

test('setConversationCustomData: the other phone of the user sees it, the other one does not', async () => {
  const other = await world.enter('bob')
  const data = async (who, id) => (await who.tim.getConversationProfile(id)).data.conversation.customData
  const heard = other.next('CONVERSATION_LIST_UPDATED', (all) => all.some((one) => one.conversationID === 'C2Cann' && one.customData === 'offer sent'))
  const { data: done } = await bob.tim.setConversationCustomData({ conversationIDList: ['C2Cann', 'C2Cnobody'], customData: 'offer sent' })
  same([done.successConversationIDList, done.failureConversationIDList.map((one) => one.conversationID)], [['C2Cann'], ['C2Cnobody']])
  await heard
  assert.equal(await data(other, 'C2Cann'), 'offer sent')
  assert.equal(await data(ann, 'C2Cbob'), '')
  await other.tim.setConversationCustomData({ conversationIDList: ['C2Cann'], customData: '' })
  await soon('taken away', async () => (await data(bob, 'C2Cann')) === '')
  await other.tim.destroy()
})

test('groups of conversations: create, add, rename, take out, delete', async () => {
  const heard = bob.next('CONVERSATION_GROUP_LIST_UPDATED')
  await bob.tim.createConversationGroup({ conversationIDList: ['C2Cann'], groupName: 'work' })
  same(await heard, ['work'])
  const inside = bob.next('CONVERSATION_IN_GROUP_UPDATED')
  await bob.tim.addConversationsToGroup({ conversationIDList: ['C2Ccid'], groupName: 'work' })
  assert.equal((await inside).groupName, 'work')
  await bob.tim.renameConversationGroup({ oldName: 'work', newName: 'job' })
  const other = await world.enter('bob')
  same((await other.tim.getConversationGroupList()).data, ['job'])
  same(ids(await list(other, { groupName: 'job' })).sort(), ['C2Cann', 'C2Ccid'])
  await bob.tim.deleteConversationsFromGroup({ conversationIDList: ['C2Ccid'], groupName: 'job' })
  await soon('out', async () => ids(await list(other, { groupName: 'job' })).join() === 'C2Cann')
  await bob.tim.deleteConversationGroup('job')
  await soon('gone', async () => (await other.tim.getConversationGroupList()).data.length === 0)
  await other.tim.destroy()
})

test('setConversationDraft', async () => {
  await bob.tim.setConversationDraft({ conversationID: 'C2Cann', draftText: 'dear ann' })
  assert.equal((await bob.tim.getConversationProfile('C2Cann')).data.conversation.draftText, 'dear ann')
})

test('clearHistoryMessage empties, deleteConversation takes off the list, until the next message', async () => {
  await bob.tim.clearHistoryMessage('C2Cann')
  same((await bob.tim.getMessageList({ conversationID: 'C2Cann' })).data.messageList, [])
  assert.ok((await ann.tim.getMessageList({ conversationID: 'C2Cbob' })).data.messageList.length > 0, 'not for the other one')
  const { data } = await bob.tim.deleteConversation('C2Cann')
  assert.equal(data.conversationID, 'C2Cann')
  await soon('off the list', async () => !ids(await list(bob)).includes('C2Cann'))
  await ann.say('bob', 'again')
  await soon('back', async () => ids(await list(bob)).includes('C2Cann'))
  await bob.tim.deleteConversation({ conversationIDList: ['C2Cann', 'C2Ccid'], clearHistoryMessage: false })
  await soon('both', async () => (await list(bob)).length === 0)
  assert.ok((await bob.tim.getMessageList({ conversationID: 'C2Cann' })).data.messageList.some(texted('again')))
})

test('a conversation that does not exist yet: profile and empty history', async () => {
  await world.enter('dan')
  const { data } = await bob.tim.getConversationProfile('C2Cdan')
  same([data.conversation.conversationID, data.conversation.userProfile.userID, data.conversation.unreadCount, data.conversation.lastMessage.nick], ['C2Cdan', 'dan', 0, ''])
  const page = await bob.tim.getMessageList({ conversationID: 'C2Cdan', count: 15 })
  same([page.data.messageList, page.data.isCompleted], [[], true])
  await bob.tim.setMessageRead({ conversationID: 'C2Cdan' })
})

test('setMessageRead: without a conversation it says so; of a group that is gone nothing is unread', async () => {
  await assert.rejects(ann.tim.setMessageRead({}), { code: 2040, message: /conversationID/ })
  const { data } = await ann.tim.createGroup({ name: 'Short', type: 'Public' })
  await ann.tim.dismissGroup(data.group.groupID)
  assert.equal((await ann.tim.setMessageRead({ conversationID: `GROUP${data.group.groupID}` })).code, 0)
})
