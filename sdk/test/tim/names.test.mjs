// docs/FACES.md names every method, and for each a test that calls it; what is not supported stands in its list.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'

const TIM = createRequire(import.meta.url)('../../dist/tim.js')
const methods = Object.keys(TIM.create({ SDKAppID: 1 })).sort()

// What tim-wx-sdk 2.27.6 has, and what later versions have beside it.
const old = `acceptFriendApplication addConversationsToGroup addFriend addGroupMember addToBlacklist addToFriendGroup
callExperimentalAPI changeGroupOwner checkFriend clearHistoryMessage createAudioMessage createConversationGroup
createCustomMessage createFaceMessage createFileMessage createForwardMessage createFriendGroup createGroup
createImageMessage createLocationMessage createMergerMessage createTextAtMessage createTextMessage createTopicInCommunity
createVideoMessage decreaseGroupCounter deleteConversation deleteConversationGroup deleteConversationsFromGroup deleteFriend
deleteFriendApplication deleteFriendGroup deleteGroupAttributes deleteGroupMember deleteMessage deleteMessageExtensions
deleteTopicFromCommunity destroy dismissGroup downloadMergerMessage findMessage getBlacklist getConversationGroupList
getConversationList getConversationProfile getFriendApplicationList getFriendGroupList getFriendList getFriendProfile
getGroupApplicationList getGroupAttributes getGroupCounters getGroupList getGroupMemberList getGroupMemberProfile
getGroupMessageReadMemberList getGroupOnlineMemberCount getGroupProfile getJoinedCommunityList getMessageExtensions
getMessageList getMessageListHopping getMessageReadReceiptList getMyProfile getTopicList getTotalUnreadMessageCount
getUserProfile getUserStatus handleGroupApplication increaseGroupCounter initGroupAttributes joinGroup login logout
markConversation markGroupMemberList modifyMessage off on once pinConversation quitGroup refuseFriendApplication
registerPlugin removeFromBlacklist removeFromFriendGroup renameConversationGroup renameFriendGroup resendMessage
revokeMessage searchGroupByID sendMessage sendMessageReadReceipt setAllMessageRead setConversationCustomData
setFriendApplicationRead setGroupAttributes setGroupCounters setGroupMemberCustomField setGroupMemberMuteTime
setGroupMemberNameCard setGroupMemberRole setLogLevel setMessageExtensions setMessageRead setMessageRemindType setSelfStatus
subscribeUserStatus translateText unsubscribeUserStatus updateFriend updateGroupProfile updateMyProfile updateTopicProfile
getLoginUser getServerTime isReady setConversationDraft`.split(/\s+/)

const page = readFileSync(new URL('../../../docs/FACES.md', import.meta.url), 'utf8')
const section = page.slice(page.indexOf('The JavaScript API of Tencent')).split('\n## ')[0]

// rows are those of the table whose head begins so.
function rows (head) {
  const [, table] = section.split(`\n| ${head}`)
  return table.split('\n\n')[0].split('\n').slice(2).filter((line) => line.startsWith('|')).map((line) => {
    const [name, cell] = line.replace(/^\| | \|$/g, '').split(' | ')
    return [name.replace(/`/g, ''), cell]
  })
}

// tests are all of this folder, by name, with what they do.
const tests = new Map()
for (const file of readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs'))) {
  const blocks = readFileSync(new URL(file, import.meta.url), 'utf8').split(/^test\('/m).slice(1)
  for (const block of blocks) tests.set(block.slice(0, block.indexOf("', async () => {")).replace(/\\'/g, "'"), block)
}

test('every method of the old package is there, and has a row that names a test which calls it', () => {
  assert.deepEqual(old.filter((name) => !methods.includes(name)), [])
  const supported = rows('method | test')
  const refused = rows('method | why not')
  assert.deepEqual([...supported, ...refused].map(([name]) => name).sort(), methods)
  for (const [name, title] of supported) {
    const text = tests.get(title) ?? assert.fail(`there is no test "${title}"`)
    assert.ok(text.includes(`.${name}(`) || text.includes(name), `"${title}" does not call ${name}`)
  }
})

test('every event has a row that names a test which waits for it, or is never told', () => {
  const listed = rows('event | test').map(([names, title]) => [names.split(' '), title])
  const never = [...section.split('\nNever told: ')[1].matchAll(/`([A-Z_]+)`/g)].map((m) => m[1])
  const named = listed.flatMap(([names]) => names)
  assert.deepEqual([...new Set(named), ...never].sort(), Object.keys(TIM.EVENT).sort())
  const texts = readdirSync(new URL('.', import.meta.url)).map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
  for (const [names, title] of listed) {
    // Tests that run on each host have its name in front.
    const text = tests.get(title) ?? texts.find((one) => one.includes(`: ${title}\``)) ?? assert.fail(`there is no test "${title}"`)
    for (const name of names) assert.ok(text.includes(name), `"${title}" does not wait for ${name}`)
  }
})

test('what is not supported says so, with the reason of the list', () => {
  assert.deepEqual(Object.fromEntries(rows('method | why not')), TIM.unsupported)
})

test('what is not supported rejects with 60020 once somebody is logged in', async () => {
  const { World } = await import('./world.mjs')
  const world = await World.start()
  const { tim } = await world.enter('ann')
  for (const name of Object.keys(TIM.unsupported)) await assert.rejects(tim[name]({}), (err) => err.code === 60020 && err.message.includes(name))
  await world.stop()
})
