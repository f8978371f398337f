// What people do with a kit. Only what it shows them counts, and what arrives at the other side, who uses our face of the
// same API without a kit.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { domain } from '../../test/hosts/wire.mjs'
import { texted, World } from '../../test/tim/world.mjs'
import { Phone } from './phone.mjs'

// A picture of one pixel, with something after it that makes it another one each time.
const png = () => Buffer.concat([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), randomBytes(16)])

// What a kit gets wrong by itself, whatever it runs on: an error that nobody catches, and no harm.
const slips = [
  2024, // in a subpackage it asks for the list before SDK_READY, and shows it when CONVERSATION_LIST_UPDATED comes
  2040, // it reports a message as read while it does not know yet of which conversation
  10010, // it asks for the members of a group that was dismissed
  "reading 'ID'", // something was written before the history came, which was empty
  "reading 'payload'", // a message for elsewhere, while nothing was written yet in the open chat
  "reading 'handleClose'", // a tap beside the input, which the system's notices have none of
]

const story = { timeout: 150000 }

export function tell (version) {
  let world
  let phones = []
  // 1.0.8 calls its component for tips by a name that it has not given it, and shows none of them.
  const showsTips = version !== '1.0.8'
  before(async () => {
    // The name that the phones have on their white list, and that stands in the files that the server gives out.
    process.env.HONGYAN_PUBLIC_URL = `https://${domain}`
    world = await World.start()
  })
  after(() => world.stop())

  // Nothing that a kit does may end in any other error.
  afterEach(async (t) => {
    const mistakes = await Promise.all(phones.map((phone) => phone.mistakes()))
    await Promise.all(phones.map((phone) => phone.off()))
    if (!t.passed) phones.forEach((phone) => t.diagnostic(phone.log.slice(-3000)))
    phones = []
    const unexpected = mistakes.flat().filter(({ code, message }) => !slips.some((one) => one === code || message.includes(one)))
    assert.deepEqual(unexpected, [])
  })

  const open = async (user, options) => {
    const phone = await Phone.start(world, version, user, options)
    phones.push(phone)
    return phone
  }
  const registered = async (...users) => {
    for (const user of users) await world.phone(user).tim.login({ userID: user, userSig: world.sig(user) })
  }
  const write = async (phone, text) => {
    await phone.types('TUI-message-input-area', text)
    await phone.tap('TUI-sendMessage-btn', '发送')
  }
  const openChat = async (phone, name) => {
    await phone.tap('ConversationItem', name)
    await phone.sees('conversation-title', name)
  }
  const bytesAt = async (address) => {
    const answer = await fetch(address.replace(/^https:\/\/[^/]+/, world.server.http))
    return Buffer.from(await answer.arrayBuffer())
  }

  test('on the main page: the list, a chat, a text there and one back; one sign-in, also when a kit does it twice', story, async () => {
    const bob = await world.enter('bob')
    await registered('ann')
    await bob.say('ann', 'hello ann')
    await bob.say('ann', 'are you there?')
    const ann = await open('ann')
    await ann.sees('ConversationItem', 'are you there?')
    assert.deepEqual(await ann.shown('read-text'), ['2'])
    await openChat(ann, 'bob')
    await ann.sees('t-recieve-message', 'hello ann')
    await ann.sees('t-recieve-message', 'are you there?')
    await write(ann, 'yes')
    const got = await bob.receive(texted('yes'))
    assert.equal(got.from, 'ann')
    await ann.sees('t-self-message', '未读yes')
    await bob.tim.setMessageRead({ conversationID: 'C2Cann' })
    await ann.sees('t-self-message', '已读yes')
    await bob.say('ann', 'good')
    await ann.sees('t-recieve-message', 'good')
    await ann.tap('tui-navigatorbar-back')
    await ann.sees('ConversationItem', 'good')
    await ann.gone('read-text')
    // 1.0.8 has signed in a second time meanwhile, for calls: she has one connection, and was told nothing of it.
    assert.deepEqual([await ann.sockets(), await ann.toasts()], [1, []])
  })

  test('in a subpackage: the app signs in at its start, the page begins at once', story, async () => {
    const bob = await world.enter('bob')
    await registered('cid')
    await bob.say('cid', 'hello cid')
    const cid = await open('cid', { subpackage: true })
    await cid.sees('ConversationItem', 'hello cid')
    await openChat(cid, 'bob')
    await cid.sees('t-recieve-message', 'hello cid')
    await write(cid, 'hello bob')
    assert.equal((await bob.receive(texted('hello bob'))).from, 'cid')
    await bob.say('cid', 'how are you?')
    await cid.sees('t-recieve-message', 'how are you?')
  })

  test('pictures: one that came before, one from the album', story, async () => {
    const bob = await world.enter('bob')
    await registered('dan')
    const [first, second] = [png(), png()]
    const path = bob.host.temporary(first)
    await bob.tim.sendMessage(bob.tim.createImageMessage({ to: 'dan', conversationType: 'C2C', payload: { file: { tempFilePaths: [path], tempFiles: [{ path, size: first.length }] } } }))
    const dan = await open('dan')
    await dan.sees('ConversationItem', '[图片]')
    await openChat(dan, 'bob')
    assert.ok((await bytesAt(await dan.picture('image-message'))).equals(first))
    await dan.keeps(second)
    await dan.tap('more.svg')
    await dan.tap('TUI-Extension-slot', '发送图片')
    const got = await bob.receive((m) => m.type === 'TIMImageElem' && m.from === 'dan')
    assert.ok((await bytesAt(got.payload.imageInfoArray[0].url)).equals(second))
    await dan.sees('my-image')
  })

  test('recall: one’s own message and one of the other side', story, async () => {
    const bob = await world.enter('bob')
    await registered('eve')
    const theirs = await bob.say('eve', 'wrong window')
    const eve = await open('eve')
    await openChat(eve, 'bob')
    await eve.sees('t-recieve-message', 'wrong window')
    await write(eve, 'oops')
    const got = await bob.receive(texted('oops'))
    await eve.sees('t-self-message', '未读oops')
    await eve.longpress('t-self-message-body', 'oops')
    await eve.tap('revokemessage', '撤回')
    await bob.hear('MESSAGE_REVOKED', ([one]) => one.ID === got.ID)
    await eve.sees('revoke', '你撤回了一条消息重新编辑')
    await eve.tap('edit', '重新编辑')
    await eve.tap('TUI-sendMessage-btn', '发送')
    await bob.receive((m) => m.payload.text === 'oops' && m.ID !== got.ID)
    await bob.tim.revokeMessage(theirs)
    await eve.sees('revoke', 'bob撤回了一条消息')
    await eve.gone('t-recieve-message', 'wrong window')
  })

  test('typing is shown, a new chat begins by a user’s ID', story, async () => {
    const [bob, cid] = [await world.enter('bob'), await world.enter('cid')]
    await registered('fay')
    await bob.say('fay', 'hello')
    const fay = await open('fay')
    await fay.sees('ConversationItem', 'hello')
    await fay.tap('btn-show-more')
    await fay.tap('picker', '发起会话')
    await fay.types('请输入用户ID', 'cid')
    await fay.confirms('请输入用户ID')
    await fay.tap('tui-person-to-invite', 'cid')
    await fay.tap('tui-confirm-btn')
    await fay.sees('conversation-title', 'cid')
    await write(fay, 'hello cid, fay here')
    await cid.receive(texted('hello cid, fay here'))
    const data = JSON.stringify({ businessID: 'user_typing_status', typingStatus: 1, version: 1, userAction: 14, actionParam: 'EIMAMSG_InputStatus_Ing' })
    await cid.tim.sendMessage(cid.tim.createCustomMessage({ to: 'fay', conversationType: 'C2C', payload: { data, description: '', extension: '' } }), { onlineUserOnly: true })
    await fay.sees('conversation-title', '对方正在输入...')
    assert.equal((await fay.shown('t-message')).length, 1, 'no message')
  })

  test('a group: made, joined, its members, tips, dismissed', story, async () => {
    const bob = await world.enter('bob')
    await registered('gil')
    await bob.say('gil', 'hello')
    const gil = await open('gil')
    await gil.sees('ConversationItem', 'hello')
    await createGroup(gil, '临时会议群 (Meeting)', 'climbers', 'Climbing')
    await gil.sees('conversation-title', 'Climbing')
    await gil.sees('group-member', '1人')
    await bob.tim.joinGroup({ groupID: 'climbers', type: 'ChatRoom' })
    if (showsTips) await gil.sees('tip-message', 'bob 加入群聊')
    await gil.sees('group-member', '2人')
    await gil.tap('down.svg')
    await gil.sees('groupownername-box', '(群主)gil')
    await gil.sees('groupownername-box', 'bob')
    await write(gil, 'Saturday?')
    assert.equal((await bob.receive(texted('Saturday?'))).conversationID, 'GROUPclimbers')
    await bob.say('climbers', 'yes', { conversationType: 'GROUP' })
    await gil.sees('t-recieve-message', 'yes')
    await bob.tim.quitGroup('climbers')
    if (showsTips) await gil.sees('tip-message', '群成员退群：bob')
    await gil.sees('group-member', '1人')
    await gil.tap('quitgroup.svg')
    await gil.tap('text-box-qiut', '确认')
    await gil.gone('conversation-title', 'Climbing')
    await home(gil)
    await createGroup(gil, '品牌客户群（Work)', 'work', 'Office')
    await gil.sees('conversation-title', 'Office')
    await gil.tap('down.svg')
    await gil.tap('addgroup.svg')
    await gil.types('请输入userID', 'bob')
    await gil.tap('submit')
    await gil.toast('添加成功')
    await bob.hear('GROUP_LIST_UPDATED', (groups) => groups.some((one) => one.groupID === 'work'))
  })

  test('a group of somebody else: found, joined, read; one that asks for approval', story, async () => {
    const bob = await world.enter('bob')
    await registered('hal')
    await bob.say('hal', 'hello')
    await bob.tim.createGroup({ type: 'ChatRoom', groupID: 'open', name: 'Open house' })
    await bob.say('open', 'welcome', { conversationType: 'GROUP' })
    await bob.tim.createGroup({ type: 'Private', groupID: 'closed', name: 'Closed' })
    const hal = await open('hal')
    await hal.sees('ConversationItem', 'hello')
    await search(hal, 'closed')
    await hal.toast('未找到该群组')
    await search(hal, 'open')
    await hal.tap('tui-person-to-invite', 'Open house')
    await hal.tap('tui-confirm-btn')
    await hal.sees('conversation-title', 'Open house')
    await hal.sees('t-recieve-message', 'welcome')
    await write(hal, 'thanks')
    await bob.receive(texted('thanks'))
    await leave(hal, 'Open house')
    await createGroup(hal, 'VIP专属群（Public)', 'open', 'Taken')
    await hal.toast('该群组ID被使用，请更换群ID')
    await hal.types('请输入群ID', 'vips')
    await hal.tap('group-create')
    await hal.sees('conversation-title', 'Taken')
    await write(hal, 'welcome to the others')
    const asked = await bob.tim.joinGroup({ groupID: 'vips', type: 'Public' })
    assert.equal(asked.data.status, 'WaitAdminApproval')
    await leave(hal, 'Taken')
    await openChat(hal, '系统通知')
    await hal.sees('card', 'bob 申请加入群组：Taken')
    await hal.tap('button', '处理')
    await hal.toast('已同意申请')
    await bob.hear('GROUP_SYSTEM_NOTICE_RECEIVED', ({ type }) => type === 2)
  })

  // What lies under a chat 2.4.5 hides a moment after it was opened.
  async function leave (phone, name) {
    await phone.gone('tui-conversation')
    await phone.tap('tui-navigatorbar-back')
    await phone.gone('conversation-title', name)
    await home(phone)
  }

  // 2.4.5 comes back from a chat to the form that it was begun with.
  async function home (phone) {
    if (version === '2.4.5') await phone.tap('tui-navigatorbar-back')
    await phone.sees('conversation-title', '最近联系人')
  }

  async function createGroup (phone, type, id, name) {
    await phone.tap('btn-show-more')
    await phone.tap('picker', '发起群聊')
    await phone.tap('item', '群类型')
    await phone.tap('type', type)
    await phone.types('请输入群ID', id)
    await phone.types('请输入群名称', name)
    await phone.tap('group-create')
  }

  async function search (phone, id) {
    if (!(await phone.shown('请输入群ID')).length) {
      await phone.tap('btn-show-more')
      await phone.tap('picker', '加入群聊')
    }
    await phone.types('请输入群ID', id)
    await phone.confirms('请输入群ID')
  }
}
