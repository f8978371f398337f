// Profiles, friends, the blacklist, who is online: at the other one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { same, soon, texted, World } from './world.mjs'

let world, ann, bob
before(async () => {
  world = await World.start()
  ann = await world.enter('ann')
  bob = await world.enter('bob')
})
after(() => world.stop())

test('updateMyProfile, getMyProfile, getUserProfile', async () => {
  const mine = { nick: 'Ann', avatar: 'https://x/a.png', gender: 'Gender_Type_Female', birthday: 19900102, selfSignature: 'hi', location: 'Wuhan', level: 3, profileCustomField: [{ key: 'Tag_Profile_Custom_Test', value: 'x' }] }
  const heard = ann.next('PROFILE_UPDATED')
  await ann.tim.updateMyProfile(mine)
  assert.equal((await heard)[0].nick, 'Ann')
  const { data } = await bob.tim.getUserProfile({ userIDList: ['ann', 'nobody'] })
  assert.equal(data.length, 1)
  for (const key of Object.keys(mine)) same(data[0][key], mine[key], key)
  assert.equal(data[0].userID, 'ann')
  const own = await ann.tim.getMyProfile()
  same([own.data.userID, own.data.avatar], ['ann', 'https://x/a.png'])
  await assert.rejects(ann.tim.updateMyProfile({ allowType: 'AllowType_Type_DenyAny' }), { code: 60020 })
})

test('addFriend, getFriendApplicationList, setFriendApplicationRead, acceptFriendApplication, getFriendList, updateFriend, getFriendProfile, checkFriend, deleteFriend', async () => {
  const asked = bob.next('FRIEND_APPLICATION_LIST_UPDATED', (data) => data.unreadCount === 1)
  const { data: answer } = await ann.tim.addFriend({ to: 'bob', source: 'AddSource_Type_Web', wording: 'it is me', type: 'Add_Type_Both' })
  same([answer.userID, answer.code], ['bob', 30539])
  const [application] = (await asked).friendApplicationList
  same([application.userID, application.nick, application.wording, application.type], ['ann', 'Ann', 'it is me', 'Pendency_Type_ComeIn'])
  same((await ann.tim.getFriendApplicationList()).data.friendApplicationList.map((one) => [one.userID, one.type]), [['bob', 'Pendency_Type_SendOut']])
  await bob.tim.setFriendApplicationRead()
  assert.equal((await bob.tim.getFriendApplicationList()).data.unreadCount, 0)
  const friends = ann.next('FRIEND_LIST_UPDATED', (list) => list.length === 1)
  await bob.tim.acceptFriendApplication({ userID: 'ann', remark: 'Annie', type: 'Response_Action_AgreeAndAdd' })
  same((await friends).map((one) => one.userID), ['bob'])
  same((await bob.tim.getFriendList()).data.map((one) => [one.userID, one.remark, one.profile.nick]), [['ann', 'Annie', 'Ann']])
  const changed = bob.next('FRIEND_LIST_UPDATED', (list) => list[0].remark === 'A.')
  const phone = await world.enter('bob')
  await phone.tim.updateFriend({ userID: 'ann', remark: 'A.' })
  await changed
  const fields = bob.next('FRIEND_LIST_UPDATED', (list) => list[0].friendCustomField.length === 2)
  const field = (key, value) => ({ key: `Tag_SNS_Custom_${key}`, value })
  await phone.tim.updateFriend({ userID: 'ann', friendCustomField: [field('Level', 1)] })
  same((await phone.tim.updateFriend({ userID: 'ann', friendCustomField: [field('Level', 2), field('From', 'work')] })).data.remark, 'A.')
  same((await fields)[0].friendCustomField, [field('Level', 2), field('From', 'work')])
  same((await ann.tim.getFriendList()).data[0].friendCustomField, [])
  await ann.say('bob', 'thanks')
  await bob.receive(texted('thanks'))
  assert.equal((await bob.tim.getConversationProfile('C2Cann')).data.conversation.remark, 'A.')
  const profiles = await bob.tim.getFriendProfile({ userIDList: ['ann', 'eve'] })
  same([profiles.data.friendList.map((one) => one.remark), profiles.data.failureUserIDList.map((one) => one.userID)], [['A.'], ['eve']])
  const check = await bob.tim.checkFriend({ userIDList: ['ann'], type: 'CheckResult_Type_Both' })
  assert.equal(check.data.successUserIDList[0].relation, 'CheckResult_Type_BothWay')
  const fewer = ann.next('FRIEND_LIST_UPDATED', (list) => list.length === 0)
  same((await bob.tim.deleteFriend({ userIDList: ['ann'], type: 'Delete_Type_Both' })).data.successUserIDList.map((one) => one.userID), ['ann'])
  await fewer
  assert.equal((await ann.tim.checkFriend({ userIDList: ['bob'] })).data.successUserIDList[0].relation, 'CheckResult_Type_NoRelation')
  await assert.rejects(ann.tim.addFriend({ to: 'bob', type: 'Add_Type_Single' }), { code: 60020 })
  await phone.tim.destroy()
})

test('groups of friends: create, add, rename, take out, delete, FRIEND_GROUP_LIST_UPDATED', async () => {
  await world.server.users('dot', 'eli', 'fay')
  for (const user of ['eli', 'fay']) await world.server.ask('POST', '/v1/contacts?from=dot', { user, at_once: true })
  const [dot, phone] = [await world.enter('dot'), await world.enter('dot')]
  const there = phone.next('FRIEND_GROUP_LIST_UPDATED', (list) => list.length === 1 && list[0].count === 1)
  const { data: made } = await dot.tim.createFriendGroup({ name: 'work', userIDList: ['eli', 'nobody'] })
  same([made.friendGroup, made.failureUserIDList.map((one) => one.userID)], [{ name: 'work', count: 1, userIDList: ['eli'] }, ['nobody']])
  same(await there, [{ name: 'work', count: 1, userIDList: ['eli'] }])
  await assert.rejects(dot.tim.createFriendGroup({ name: 'work' }), { code: 32207 })
  await assert.rejects(dot.tim.addToFriendGroup({ name: 'home', userIDList: ['fay'] }), { code: 32216 })
  await phone.tim.addToFriendGroup({ name: 'work', userIDList: ['fay'] })
  await soon('both are in it', async () => (await dot.tim.getFriendGroupList()).data[0].count === 2)
  same((await dot.tim.getFriendList()).data.map((one) => [one.userID, one.groupList]), [['eli', ['work']], ['fay', ['work']]])
  same((await dot.tim.renameFriendGroup({ oldName: 'work', newName: 'job' })).data, { name: 'job', count: 2, userIDList: ['eli', 'fay'] })
  await dot.tim.updateFriend({ userID: 'eli', remark: 'E.', friendCustomField: [{ key: 'Tag', value: 'x' }] })
  same((await dot.tim.removeFromFriendGroup({ name: 'job', userIDList: ['fay'] })).data.friendGroup.userIDList, ['eli'])
  const none = phone.next('FRIEND_GROUP_LIST_UPDATED', (list) => list.length === 0)
  same((await dot.tim.deleteFriendGroup({ name: 'job' })).data.name, 'job')
  await none
  same((await dot.tim.getFriendGroupList()).data, [])
  await Promise.all([dot, phone].map((one) => one.tim.destroy()))
})

test('refuseFriendApplication and deleteFriendApplication: none is left at the other one', async () => {
  const left = async (who) => (await who.tim.getFriendApplicationList()).data.friendApplicationList.length
  await ann.tim.addFriend({ to: 'bob', wording: 'please' })
  assert.equal(await left(bob), 1)
  await bob.tim.refuseFriendApplication({ userID: 'ann' })
  await soon('none', async () => (await left(ann)) === 0)
  await ann.tim.addFriend({ to: 'bob', wording: 'please' })
  await ann.tim.deleteFriendApplication({ userID: 'bob', type: 'Pendency_Type_SendOut' })
  await soon('none', async () => (await left(bob)) === 0)
})

test('addToBlacklist, getBlacklist, removeFromBlacklist', async () => {
  const phone = await world.enter('bob')
  const heard = phone.next('BLACKLIST_UPDATED')
  same((await bob.tim.addToBlacklist({ userIDList: ['ann'] })).data, ['ann'])
  same(await heard, ['ann'])
  same((await phone.tim.getBlacklist()).data, ['ann'])
  await assert.rejects(ann.tim.sendMessage(ann.text('bob', 'hello?')), { code: 20007 })
  same((await bob.tim.removeFromBlacklist({ userIDList: ['ann'] })).data, [])
  await ann.say('bob', 'hello again')
  await phone.tim.destroy()
})

test('getUserStatus, subscribeUserStatus, setSelfStatus, unsubscribeUserStatus', async () => {
  const status = async (user) => (await ann.tim.getUserStatus({ userIDList: [user] })).data.successUserList.map((one) => [one.userID, one.statusType])
  same(await status('bob'), [['bob', 1]])
  same(await status('nobody'), [['nobody', 2]])
  const cid = await world.enter('cid')
  await ann.tim.subscribeUserStatus({ userIDList: ['cid'] })
  const busy = ann.next('USER_STATUS_UPDATED', ([one]) => one.customStatus === 'busy')
  await cid.tim.setSelfStatus({ customStatus: 'busy' })
  same(await busy, [{ userID: 'cid', statusType: 1, customStatus: 'busy' }])
  const gone = ann.next('USER_STATUS_UPDATED', ([one]) => one.userID === 'cid' && one.statusType === 2)
  await cid.tim.logout()
  await gone
  await ann.tim.unsubscribeUserStatus({ userIDList: ['cid'] })
  const told = ann.told.length
  await world.enter('cid')
  await ann.say('bob', 'time passes')
  await bob.receive(texted('time passes'))
  assert.ok(!ann.told.slice(told).some((one) => one.event === 'USER_STATUS_UPDATED'))
})
