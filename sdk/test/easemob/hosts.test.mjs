// What the vendor's demo does, on every host: in a sandbox as strict as a phone, over real sockets to the real server.
// The server's address is that of the connection's own options; other people use the same file in Node.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { domain } from '../hosts/wire.mjs'
import { hosts } from '../hosts/all.mjs'
import { pixel } from './files.mjs'
import { appKey, ChatSDK, Told, world } from './world.mjs'

const here = world()
const legacy = ['onOpened', 'onReconnect', 'onSocketConnected', 'onClosed', 'onInviteMessage', 'onReadMessage', 'onPresence', 'onRoster', 'onVideoMessage', 'onAudioMessage', 'onCmdMessage', 'onTextMessage', 'onEmojiMessage', 'onPictureMessage', 'onFileMessage', 'onError', 'onOffline', 'onOnline']

// enter starts the demo on a host, as its page does.
function enter (kind, name, storage = new Map()) {
  const { host, sdk } = kind.start(here.server.port, storage, 'easemob.js')
  const conn = new sdk.connection({ appKey, isHttpDNS: false, url: `wss://${domain}/websocket`, apiUrl: `https://${domain}`, enableReportLogs: false })
  const told = new Told()
  conn.listen(Object.fromEntries(legacy.map((handler) => [handler, told.handlers[handler]])))
  conn.open({ user: name, pwd: `${name}-secret`, appKey, apiUrl: conn.apiUrl })
  here.people.push({ conn })
  return { host, sdk, conn, told, name }
}

const say = (one, type, to, set, group) => new Promise((resolve, reject) => {
  const msg = new one.sdk.message(type, one.conn.getUniqueId())
  msg.set({ ...set, to, roomType: false, chatType: 'singleChat', success: (id, serverId) => resolve(serverId), fail: reject })
  if (group) msg.setGroup('groupchat')
  one.conn.send(msg.body)
})

for (const kind of hosts) {
  describe(kind.name, { concurrency: false }, () => {
    let sam, pat
    const storage = new Map()

    test(`${kind.name}: the demo logs in, and a friend is made`, async () => {
      const [name, other] = here.names('sam', 'pat')
      await here.server.users(name, other)
      sam = enter(kind, name, storage)
      await sam.told.until('onOpened')
      pat = await here.open(other)
      sam.conn.addContact(other, 'hello')
      await pat.old.until('onPresence', (e) => e.type === 'subscribe')
      pat.conn.acceptContactInvite(name)
      await sam.told.until('onPresence', (e) => e.type === 'subscribed')
      const friends = await new Promise((resolve, reject) => sam.conn.getContacts({ success: resolve, error: reject }))
      assert.deepEqual(Array.from(friends, (one) => one.name), [other]) // the array is one of the sandbox
    })

    test(`${kind.name}: texts, both ways`, async () => {
      const id = await say(sam, 'txt', pat.name, { msg: 'hello pat, 你好 👍' })
      assert.equal((await pat.until('onTextMessage')).id, id)
      await pat.text(sam.name, 'hello sam')
      const heard = await sam.told.until('onTextMessage')
      assert.deepEqual([heard.type, heard.from, heard.data], ['chat', pat.name, 'hello sam'])
    })

    test(`${kind.name}: a picture of the host arrives`, async () => {
      const file = sam.host.temporary(pixel)
      await sam.conn.send(sam.sdk.message.create({ type: 'img', chatType: 'singleChat', to: pat.name, file: typeof file === 'string' ? { tempFilePath: file, filename: 'a.png' } : { data: file, filename: 'a.png' } }))
      const heard = await pat.until('onImageMessage')
      assert.deepEqual(Buffer.from(await (await fetch(heard.url)).arrayBuffer()), pixel)
      await pat.conn.send(ChatSDK.message.create({ type: 'img', chatType: 'singleChat', to: sam.name, file: { data: new Blob([pixel]), filename: 'b.png' } }))
      const back = await sam.told.until('onPictureMessage')
      assert.match(back.url, new RegExp(`^https://${domain}/f/`))
    })

    test(`${kind.name}: a group, and a chatroom`, async () => {
      const { data: { groupid } } = await sam.conn.createGroupNew({ data: { groupname: 'Two', members: [pat.name], public: true } })
      await pat.operation('directJoined', (e) => e.id === groupid)
      await say(sam, 'txt', groupid, { msg: 'to the group' }, true)
      await pat.until('onTextMessage', (m) => m.msg === 'to the group')
      const { data: { id: roomId } } = await pat.conn.createChatRoom({ name: 'R' })
      await pat.conn.joinChatRoom({ roomId })
      await sam.conn.joinChatRoom({ roomId })
      await pat.text(roomId, 'to the room', { chatType: 'chatRoom' })
      assert.equal((await sam.told.until('onTextMessage', (m) => m.data === 'to the room')).type, 'chatroom')
    })

    test(`${kind.name}: hidden and shown again, what came meanwhile arrives`, async () => {
      sam.host.background()
      await pat.text(sam.name, 'while hidden')
      sam.host.foreground()
      await sam.told.until('onTextMessage', (m) => m.data === 'while hidden')
      sam.host.away()
      await sam.told.until('onOffline')
      const sending = say(sam, 'txt', pat.name, { msg: 'written in a tunnel' })
      sam.host.back()
      await sam.told.until('onOnline')
      await sending
      await pat.until('onTextMessage', (m) => m.msg === 'written in a tunnel')
      sam.conn.close()
      await sam.told.until('onClosed')
    })
  })
}
