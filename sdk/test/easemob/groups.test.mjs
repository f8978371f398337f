// Groups: what they are, who is in them, who may write; each change as the others are told of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { pixel } from './files.mjs'
import { ChatSDK, world } from './world.mjs'

const here = world()
const { statusCode } = ChatSDK

// group makes people and a group of them; the first owns it.
async function group (names, data = {}) {
  const people = await here.meet(...names)
  const [owner, ...others] = people
  const { data: made } = await owner.conn.createGroup({ data: { groupname: 'Climbing', desc: 'on rocks', members: others.map((one) => one.name), public: false, ...data } })
  for (const one of data.inviteNeedConfirm ? [] : others) await one.operation('directJoined', (e) => e.id === made.groupid)
  return [made.groupid, ...people]
}

const write = (one, groupId, msg) => one.text(groupId, msg, { chatType: 'groupChat' })
const refused = (promise, name) => assert.rejects(promise, (err) => err.type === statusCode[name] || assert.fail(`${err.type} ${err.message}`))

test('createGroup: owner and members are told, and all of it is read again', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'], { public: true, approval: true, allowinvites: true, inviteNeedConfirm: false, maxusers: 50, ext: 'our words', avatar: 'https://x.example.com/g.png' })
  assert.equal((await ann.operation('create')).id, groupId)
  assert.equal((await bob.operation('directJoined')).from, ann.name)
  const { data: [info] } = await bob.conn.getGroupInfo({ groupId })
  const { id, name, description, custom, owner, maxusers, affiliations_count, allowinvites, membersonly, mute } = info
  assert.deepEqual({ id, name, description, custom, owner, maxusers, affiliations_count, allowinvites, membersonly, public: info.public, mute }, { id: groupId, name: 'Climbing', description: 'on rocks', custom: 'our words', owner: ann.name, maxusers: 50, affiliations_count: 2, allowinvites: true, membersonly: true, public: true, mute: false })
  assert.deepEqual(info.affiliations, [{ owner: ann.name }, { member: bob.name }])
})

test('createGroupVNext: a group by the newer words', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const { data } = await ann.conn.createGroupVNext({ groupName: 'New', description: 'd', members: [bob.name], isPublic: true, needApprovalToJoin: false, allowMemberToInvite: true, maxMemberCount: 20, extension: 'e' })
  await bob.operation('directJoined', (e) => e.id === data.groupId)
  assert.deepEqual([data.groupName, data.description, data.ext, data.maxUsers, data.approval], ['New', 'd', 'e', 20, false])
})

test('getJoinedGroups and getGroup: one’s groups by pages, with roles', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  const { data: second } = await bob.conn.createGroup({ data: { groupname: 'Own', members: [] } })
  const all = await bob.conn.getJoinedGroups({ pageNum: 0, pageSize: 10, needRole: true, needAffiliations: true })
  assert.deepEqual(all.data.map((g) => [g.groupId, g.role]).sort(), [[groupId, 'member'], [second.groupid, 'owner']].sort())
  const pages = []
  for (const pageNum of [0, 1, 2]) pages.push((await bob.conn.getJoinedGroups({ pageNum, pageSize: 1 })).data.map((g) => g.groupid))
  assert.deepEqual([pages.flat().sort(), pages[2]], [[groupId, second.groupid].sort(), []])
  assert.deepEqual((await ann.conn.getGroup({ limit: 5 })).data.map((g) => g.groupname), ['Climbing'])
})

test('modifyGroup: members are told what is new', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'], { ext: 'kept' })
  await ann.conn.modifyGroup({ groupId, groupName: 'Swimming', description: 'in lakes' })
  const told = await bob.operation('updateInfo')
  assert.equal(told.detail.name, 'Swimming')
  const { data: [info] } = await bob.conn.getGroupInfo({ groupId })
  assert.deepEqual([info.name, info.description, info.custom], ['Swimming', 'in lakes', 'kept'])
  await refused(bob.conn.modifyGroup({ groupId, groupName: 'Mine' }), 'PERMISSION_DENIED')
})

test('announcement: set, read, told, taken off', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  await ann.conn.updateGroupAnnouncement({ groupId, announcement: 'At six' })
  assert.equal((await bob.operation('updateAnnouncement')).announcement, 'At six')
  assert.equal((await bob.conn.fetchGroupAnnouncement({ groupId })).data.announcement, 'At six')
  await ann.conn.updateGroupAnnouncement({ groupId, announcement: '' })
  await bob.operation('deleteAnnouncement')
})

test('listGroups and joinGroup: a public group is found and joined', async () => {
  const [groupId, ann] = await group(['ann'], { groupname: 'Findable', public: true, approval: false })
  const [bob] = await here.meet('bob')
  let page = { cursor: '' }
  const found = []
  do {
    page = await bob.conn.listGroups({ limit: 2, cursor: page.cursor })
    found.push(...page.data.map((g) => g.groupid))
  } while (page.cursor)
  assert.ok(found.includes(groupId))
  await bob.conn.joinGroup({ groupId, message: 'hi' })
  assert.equal((await ann.operation('memberPresence')).from, bob.name)
  await write(bob, groupId, 'here')
  await ann.until('onTextMessage', (m) => m.msg === 'here')
  await refused(bob.conn.joinGroup({ groupId: 'no-such-group' }), 'GROUP_NOT_EXIST')
})

test('joinGroup: a full group is GROUP_MEMBERS_FULL', async () => {
  const [groupId, ann] = await group(['ann', 'bob'], { public: true, approval: false, maxusers: 2 })
  const [cat] = await here.meet('cat')
  await refused(cat.conn.joinGroup({ groupId }), 'GROUP_MEMBERS_FULL')
  await refused(ann.conn.inviteUsersToGroup({ groupId, users: [cat.name] }), 'GROUP_MEMBERS_FULL')
})

test('requests to join: let in and declined', async () => {
  const [groupId, ann] = await group(['ann'], { public: true, approval: true })
  const [bob, cat] = await here.meet('bob', 'cat')
  await bob.conn.joinGroup({ groupId, message: 'let me in' })
  const asked = await ann.operation('requestToJoin', (e) => e.from === bob.name)
  assert.deepEqual([asked.id, asked.reason], [groupId, 'let me in'])
  await ann.conn.acceptGroupJoinRequest({ groupId, applicant: bob.name })
  await bob.operation('acceptRequest', (e) => e.id === groupId)
  await cat.conn.joinGroup({ groupId, message: 'me too' })
  await ann.operation('requestToJoin', (e) => e.from === cat.name)
  await ann.conn.rejectGroupJoinRequest({ groupId, applicant: cat.name, reason: 'full' })
  assert.equal((await cat.operation('joinPublicGroupDeclined')).reason, 'full')
  assert.deepEqual((await bob.conn.listGroupMembers({ groupId, pageNum: 1, pageSize: 10 })).data, [{ owner: ann.name }, { member: bob.name }])
})

test('invites: accepted and declined', async () => {
  const [groupId, ann] = await group(['ann'], { inviteNeedConfirm: true })
  const [bob, cat] = await here.meet('bob', 'cat')
  await ann.conn.inviteUsersToGroup({ groupId, users: [bob.name, cat.name] })
  const invited = await bob.operation('inviteToJoin')
  assert.deepEqual([invited.id, invited.from, invited.name], [groupId, ann.name, 'Climbing'])
  await bob.conn.acceptGroupInvite({ invitee: bob.name, groupId })
  assert.equal((await ann.operation('acceptInvite')).from, bob.name)
  await cat.operation('inviteToJoin')
  await cat.conn.rejectGroupInvite({ invitee: cat.name, groupId })
  assert.equal((await ann.operation('rejectInvite')).from, cat.name)
  await write(bob, groupId, 'here')
  await refused(write(cat, groupId, 'not here'), 'GROUP_NOT_JOINED')
})

test('members: added, listed by number and by cursor, removed one and many', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  const [cat, dan] = await here.meet('cat', 'dan')
  await ann.conn.inviteUsersToGroup({ groupId, users: [cat.name, dan.name] })
  await cat.operation('directJoined')
  assert.equal((await bob.operation('memberPresence', (e) => e.from === dan.name)).id, groupId)
  const pages = []
  for (const pageNum of [1, 2]) pages.push((await bob.conn.listGroupMembers({ groupId, pageNum, pageSize: 3 })).data)
  assert.deepEqual(pages.map((p) => p.length), [3, 1])
  const first = await bob.conn.getGroupMembers({ groupId, cursor: '', limit: 3 })
  const rest = await bob.conn.getGroupMembers({ groupId, cursor: first.data.cursor, limit: 3 })
  assert.deepEqual([...first.data.members, ...rest.data.members].map((m) => [m.userId, m.role]), [[ann.name, 'owner'], [bob.name, 'member'], [cat.name, 'member'], [dan.name, 'member']])
  await ann.conn.removeGroupMember({ groupId, username: cat.name })
  const { id, from } = await cat.operation('removeMember')
  assert.deepEqual([id, from], [groupId, ann.name])
  assert.equal((await bob.operation('memberAbsence')).from, cat.name)
  await ann.conn.removeGroupMembers({ groupId, users: [bob.name, dan.name] })
  await bob.operation('removeMember')
  await dan.operation('removeMember')
  await refused(write(dan, groupId, 'x'), 'GROUP_NOT_JOINED')
})

test('leaveGroup: the others are told', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  await bob.conn.leaveGroup({ groupId })
  assert.equal((await ann.operation('memberAbsence')).from, bob.name)
  await refused(ann.conn.leaveGroup({ groupId }), 'OPERATION_NOT_ALLOWED')
})

test('destroyGroup: all are told, and nobody writes any more', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  await refused(bob.conn.destroyGroup({ groupId }), 'PERMISSION_DENIED')
  await ann.conn.destroyGroup({ groupId })
  await bob.operation('destroy', (e) => e.id === groupId)
  await assert.rejects(write(bob, groupId, 'x'))
})

test('changeGroupOwner, setGroupAdmin, removeGroupAdmin, getGroupAdmin', async () => {
  const [groupId, ann, bob, cat] = await group(['ann', 'bob', 'cat'])
  await ann.conn.setGroupAdmin({ groupId, username: bob.name })
  assert.equal((await bob.operation('setAdmin')).to, bob.name)
  assert.deepEqual((await cat.conn.getGroupAdmin({ groupId })).data, [bob.name])
  await bob.conn.modifyGroup({ groupId, groupName: 'By an admin' })
  await cat.operation('updateInfo')
  await ann.conn.removeGroupAdmin({ groupId, username: bob.name })
  await bob.operation('removeAdmin')
  await refused(bob.conn.modifyGroup({ groupId, groupName: 'x' }), 'PERMISSION_DENIED')
  await ann.conn.changeGroupOwner({ groupId, newOwner: cat.name })
  assert.equal((await cat.operation('changeOwner')).newOwner, cat.name)
  assert.equal((await bob.conn.getGroupInfo({ groupId })).data[0].owner, cat.name)
})

test('muteGroupMember: one may not write, until it is lifted', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  await ann.conn.muteGroupMember({ groupId, username: bob.name, muteDuration: 886400000 })
  assert.equal((await bob.operation('muteMember')).userId, bob.name)
  await refused(write(bob, groupId, 'x'), 'SERVICE_NOT_ALLOW_MESSAGING_MUTE')
  const { data } = await ann.conn.getGroupMutelist({ groupId })
  assert.equal(data[0].user, bob.name)
  assert.ok(data[0].expire > Date.now())
  assert.equal((await bob.conn.isInGroupMutelist({ groupId })).data, true)
  await ann.conn.unmuteGroupMember({ groupId, username: bob.name })
  await bob.operation('unmuteMember')
  await write(bob, groupId, 'thanks')
  await ann.until('onTextMessage', (m) => m.msg === 'thanks')
})

test('disableSendGroupMsg: only the allowlist writes', async () => {
  const [groupId, ann, bob, cat] = await group(['ann', 'bob', 'cat'])
  await ann.conn.disableSendGroupMsg({ groupId })
  await bob.operation('muteAllMembers')
  await refused(write(bob, groupId, 'x'), 'SERVICE_NOT_ALLOW_MESSAGING_MUTE')
  await ann.conn.addUsersToGroupAllowlist({ groupId, users: [cat.name] })
  await cat.operation('addUserToAllowlist')
  await write(cat, groupId, 'I may')
  await bob.until('onTextMessage', (m) => m.msg === 'I may')
  assert.deepEqual((await ann.conn.getGroupAllowlist({ groupId })).data, [cat.name])
  assert.equal((await cat.conn.isInGroupAllowlist({ groupId, userName: cat.name })).data.white, true)
  await ann.conn.removeGroupAllowlistMember({ groupId, userName: cat.name })
  await cat.operation('removeAllowlistMember')
  await refused(write(cat, groupId, 'x'), 'SERVICE_NOT_ALLOW_MESSAGING_MUTE')
  await ann.conn.enableSendGroupMsg({ groupId })
  await bob.operation('unmuteAllMembers')
  await write(bob, groupId, 'all may')
})

test('blockGroupMember: out, and not in again until it is lifted', async () => {
  const [groupId, ann, bob, cat, dan] = await group(['ann', 'bob', 'cat', 'dan'], { public: true, approval: false })
  await ann.conn.blockGroupMember({ groupId, username: bob.name })
  await bob.operation('removeMember')
  await ann.conn.blockGroupMembers({ groupId, usernames: [cat.name, dan.name] })
  await cat.operation('removeMember')
  assert.deepEqual((await ann.conn.getGroupBlocklist({ groupId })).data, [bob.name, cat.name, dan.name])
  await refused(bob.conn.joinGroup({ groupId }), 'PERMISSION_DENIED')
  await ann.conn.unblockGroupMember({ groupId, username: bob.name })
  await ann.operation('unblockMember', (e) => e.userId === bob.name)
  await ann.conn.unblockGroupMembers({ groupId, usernames: [cat.name, dan.name] })
  await bob.conn.joinGroup({ groupId })
  await dan.conn.joinGroup({ groupId })
  await ann.operation('memberPresence', (e) => e.from === dan.name)
})

test('group files: shared, listed, loaded, taken off', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  const { data: file } = await ann.conn.uploadGroupSharedFile({ groupId, file: { data: new Blob([pixel], { type: 'image/png' }), filename: 'dot.png' } })
  const told = await bob.operation('uploadFile')
  assert.deepEqual([told.fileId, told.fileName], [file.file_id, 'dot.png'])
  const { data: files } = await bob.conn.getGroupSharedFilelist({ groupId, pageNum: 1, pageSize: 10 })
  assert.deepEqual(files.map((f) => [f.file_id, f.file_name, f.file_owner, f.file_size]), [[file.file_id, 'dot.png', ann.name, pixel.length]])
  const { data: { url } } = await bob.conn.downloadGroupSharedFile({ groupId, fileId: file.file_id })
  assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), pixel)
  await ann.conn.deleteGroupSharedFile({ groupId, fileId: file.file_id })
  assert.equal((await bob.operation('deleteFile')).fileId, file.file_id)
  assert.equal((await bob.conn.getGroupSharedFilelist({ groupId })).data.length, 0)
})

test('attributes of members: set, told, read one by one and of many', async () => {
  const [groupId, ann, bob] = await group(['ann', 'bob'])
  await bob.conn.setGroupMemberAttributes({ groupId, userId: bob.name, memberAttributes: { nick: 'B', level: '3' } })
  const told = await ann.operation('memberAttributesUpdate')
  assert.deepEqual([told.userId, told.attributes], [bob.name, { nick: 'B', level: '3' }])
  await bob.conn.setGroupMemberAttributes({ groupId, userId: bob.name, memberAttributes: { level: '' } })
  assert.deepEqual((await ann.conn.getGroupMemberAttributes({ groupId, userId: bob.name })).data, { nick: 'B' })
  await ann.conn.setGroupMemberAttributes({ groupId, userId: ann.name, memberAttributes: { nick: 'A', level: '9' } })
  assert.deepEqual((await bob.conn.getGroupMembersAttributes({ groupId, userIds: [ann.name, bob.name], keys: ['nick'] })).data, { [ann.name]: { nick: 'A' }, [bob.name]: { nick: 'B' } })
})
