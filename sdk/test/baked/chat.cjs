// Three people chat with files that a server gave out, or that were baked: old code of Tencent, old code of Easemob, and the
// SDK itself. Nobody names an address, and what old code names is of another service. The argument is JSON: the folder,
// and who they are.
const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const vm = require('node:vm')

globalThis.WebSocket = require('ws') // which Node has from version 22 on

const { folder, files, users: [ann, bob, cat] } = JSON.parse(process.argv[2])
const give = (path) => require(join(folder, path))

// hears resolves when `on` tells something that fits.
function hears (what, on) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${what}: not in 20 s`)), 20_000)
    on((fits, value) => {
      if (!fits) return
      clearTimeout(late)
      resolve(value)
    })
  })
}

// The names by which pages find them.
const names = { hongyan: 'Hongyan', 'tim-upload-plugin': 'TIMUploadPlugin', 'tim-wx-sdk': 'TIM', 'tim-js-sdk': 'TIM' }

async function everyPathLeadsToOne () {
  for (const path of files.filter((path) => path.endsWith('.js'))) {
    const name = names[path.replace(/\.js$/, '')] || (path.includes('Easemob') ? 'WebIM' : 'ChatSDK')
    const page = vm.createContext({ setTimeout, clearTimeout })
    vm.runInContext('var self = this', page)
    vm.runInContext(readFileSync(join(folder, path), 'utf8'), page)
    assert.ok(page[name], `${path} in a page: ${name}`)
    assert.equal(page.module || page.exports, undefined, `${path} leaves nothing else in a page`)
    assert.deepEqual(Object.keys(page[name]), Object.keys(give(path)), path)
  }
  for (const path of files.filter((path) => path.endsWith('.mjs'))) assert.ok(Object.keys(await import(pathToFileURL(join(folder, path)))).length > 0, path)
}

async function chat () {
  const TIM = give('tim-wx-sdk.js')
  const tim = TIM.create({ SDKAppID: 1400099999 })
  tim.registerPlugin({ 'tim-upload-plugin': give('tim-upload-plugin.js') })
  const ready = hears('SDK_READY', (tell) => tim.on(TIM.EVENT.SDK_READY, () => tell(true)))
  await tim.login({ userID: ann.name, userSig: ann.sig })
  await ready

  const WebIM = give('uniApp/Easemob-chat.js')
  const conn = new WebIM.connection({ appKey: 'easemob-demo#chatdemoui', url: 'wss://im-api-wechat.easemob.com/websocket', apiUrl: 'https://a1.easemob.com' })
  const text = hears('onTextMessage', (tell) => conn.addEventHandler('test', { onTextMessage: (message) => tell(message.from === ann.name, message) }))
  await conn.open({ user: bob.name, pwd: bob.password })

  await tim.sendMessage(tim.createTextMessage({ to: bob.name, conversationType: TIM.TYPES.CONV_C2C, payload: { text: 'hello bob' } }))
  assert.equal((await text).msg, 'hello bob')

  const back = hears('MESSAGE_RECEIVED', (tell) => tim.on(TIM.EVENT.MESSAGE_RECEIVED, ({ data }) => data.forEach((message) => tell(message.from === bob.name, message))))
  await conn.send(WebIM.message.create({ type: 'txt', chatType: 'singleChat', to: ann.name, msg: 'hello ann' }))
  assert.equal((await back).payload.text, 'hello ann')

  const client = give('hongyan.js').createClient()
  const written = hears('message', (tell) => client.on('message', ({ message }) => tell(message.from === ann.name, message)))
  await client.login({ user: cat.name, password: cat.password })
  await tim.sendMessage(tim.createTextMessage({ to: cat.name, conversationType: TIM.TYPES.CONV_C2C, payload: { text: 'hello cat' } }))
  assert.equal((await written).body.text, 'hello cat')

  client.logout()
  conn.close()
  await tim.destroy()
}

everyPathLeadsToOne().then(chat).then(() => process.exit(0), (err) => {
  console.error(err)
  process.exit(1)
})
