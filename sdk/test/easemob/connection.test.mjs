// A connection's own life: logging in, tokens, being thrown out, losing the network; and what the package is made of.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'acorn'
import { appKey, ChatSDK, keys, Told, world } from './world.mjs'

const here = world()
const require = createRequire(import.meta.url)
const { statusCode } = ChatSDK

// fresh is a connection that nobody has logged in with.
function fresh (options) {
  const conn = new ChatSDK.connection({ appKey, ...options })
  const told = new Told()
  conn.addEventHandler('test', told.handlers)
  here.people.push({ conn })
  return { conn, told }
}

async function token (user, ttl = 3600) {
  return (await here.server.ask('POST', '/v1/token', { user, ttl })).token
}

// signed is a token that the app's own server makes: it may end at any time.
async function signed (user, seconds) {
  const { secret } = keys(here.server).app
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, app: 'default', iat: now, exp: now + seconds })}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

test('open: with a password, by promise and by callback', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const { conn, told } = fresh()
  const opened = await new Promise((resolve, reject) => {
    conn.open({ user: name, pwd: `${name}-secret`, success: resolve, error: reject })
  })
  assert.ok(opened.accessToken.length > 20)
  assert.ok(opened.expireTimestamp > Date.now())
  assert.ok(opened.duration > 0)
  await told.until('onConnected')
  await told.until('onOfflineMessageSyncStart')
  await told.until('onOfflineMessageSyncFinish')
  assert.ok(conn.isOpened())
  await assert.rejects(conn.open({ user: name, pwd: `${name}-secret` }), (err) => err.type === statusCode.WEBIM_CONNCTION_USER_ALREADY_LOGIN)
  conn.close()
  await told.until('onDisconnected')
  assert.ok(!conn.isOpened())
  await assert.rejects(conn.getContacts(), (err) => err.type === statusCode.WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR)
})

test('open: with a token, by appId, as the app’s alias', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const conn = new ChatSDK.connection({ appId: appKey })
  here.people.push({ conn })
  const accessToken = await token(name)
  const opened = await conn.open({ user: name, accessToken })
  assert.equal(opened.accessToken, accessToken)
  assert.equal(conn.context.orgName, 'corp')
  assert.equal(conn.context.appName, 'shop')
})

test('open: with a dynamic token', async () => {
  const [name] = here.names('ann')
  const { appid, secret } = keys(here.server).app
  const curTime = Math.floor(Date.now() / 1000)
  const ttl = 600
  const signature = createHash('sha256').update(`${appid}${appKey}${name}${curTime}${ttl}${secret}`).digest('hex')
  const accessToken = Buffer.from(`dt-${JSON.stringify({ signature, appkey: appKey, userId: name, curTime, ttl })}`).toString('base64url')
  const { conn } = fresh()
  await conn.open({ user: name, agoraToken: accessToken })
  assert.ok(conn.isOpened())
  assert.deepEqual((await conn.getContacts()).data, [])
})

test('open: refused, by promise, callback and onError', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const { conn, told } = fresh()
  const refused = await new Promise((resolve, reject) => {
    conn.open({ user: name, pwd: 'wrong', success: reject, error: resolve })
  })
  assert.equal(refused.type, statusCode.WEBIM_CONNCTION_OPEN_ERROR)
  assert.equal(refused.data.error_description, 'invalid password')
  assert.equal((await told.until('onError')).type, statusCode.WEBIM_CONNCTION_OPEN_ERROR)
  await assert.rejects(conn.open({ user: name }), (err) => err.type === statusCode.WEBIM_CONNCTION_OPEN_ERROR)
  const other = fresh({ appKey: 'no#app' })
  await assert.rejects(other.conn.open({ user: name, pwd: 'x' }))
})

test('open: twice at once is once, and close in between is no error', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const { conn, told } = fresh()
  const login = { user: name, pwd: `${name}-secret` }
  const [one, two] = await Promise.all([conn.open(login), conn.open(login)])
  assert.equal(one.accessToken, two.accessToken)
  assert.deepEqual([conn.user, conn.token, conn.orgName, conn.appName], [name, one.accessToken, 'corp', 'shop'])
  conn.close()
  const cut = conn.open(login)
  conn.close()
  await assert.rejects(cut, (err) => err.type === statusCode.WEBIM_CONNECTION_CLOSED)
  assert.ok(!conn.isOpened())
  assert.deepEqual([conn.user, conn.token], ['', ''])
  await conn.open(login)
  assert.ok(!told.has('onError'))
})

test('onClosed: told once, though old code closes when it hears of it', async () => {
  const [ann] = await here.meet('ann')
  let closed = 0
  ann.conn.addEventHandler('closing', { onDisconnected () { closed++; ann.conn.close() } })
  await here.server.ask('POST', `/v1/users/${ann.name}/kick`)
  await ann.until('onError')
  assert.equal(closed, 1)
})

test('renewToken: onTokenWillExpire, then the new one carries on', async () => {
  const [name, peer] = here.names('ann', 'bob')
  await here.server.users(name, peer)
  const { conn, told } = fresh()
  await conn.open({ user: name, accessToken: await signed(name, 6) })
  await told.until('onTokenWillExpire')
  const renewed = await conn.renewToken(await signed(name, 600))
  assert.ok(renewed.status && renewed.expireTimestamp > Date.now() + 500000)
  // The server ends the connection with the old token; the new one makes it again.
  await told.until('onReconnecting')
  const pat = await here.open(peer)
  await conn.send(ChatSDK.message.create({ type: 'txt', chatType: 'singleChat', to: peer, msg: 'still here' }))
  await pat.until('onTextMessage', (m) => m.msg === 'still here')
  assert.ok(!told.has('onTokenExpired'))
})

test('onTokenExpired: nobody brought a new one', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const { conn, told } = fresh()
  await conn.open({ user: name, accessToken: await signed(name, 4) })
  await told.until('onTokenExpired')
  await told.until('onDisconnected')
  assert.equal((await told.until('onError', (err) => err.type !== statusCode.WEBIM_CONNCTION_DISCONNECTED)).type, statusCode.WEBIM_TOKEN_EXPIRED)
  assert.equal(told.all.filter((e) => e.name === 'onTokenExpired').length, 1)
  assert.ok(!conn.isOpened())
})

test('thrown out by the app: KICKED_BY_OTHER_DEVICE', async () => {
  const [ann] = await here.meet('ann')
  await here.server.ask('POST', `/v1/users/${ann.name}/kick`)
  const err = await ann.until('onError')
  assert.equal(err.type, statusCode.KICKED_BY_OTHER_DEVICE, JSON.stringify(err))
  await ann.until('onDisconnected')
  await ann.old.until('onClosed')
})

test('a server that dies: told once, connected again, and what came meanwhile arrives', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  await ann.text(bob.name, 'before')
  await bob.until('onTextMessage')
  await here.server.kill()
  await bob.until('onDisconnected')
  assert.equal((await bob.until('onError')).type, statusCode.DISCONNECTED)
  const sending = ann.text(bob.name, 'while it was away')
  await here.server.up()
  await sending
  await bob.until('onReconnecting')
  await bob.old.until('onReconnect')
  await bob.until('onTextMessage', (m) => m.msg === 'while it was away')
  assert.ok(bob.conn.isOpened())
  assert.equal(bob.conn.autoReconnectNumTotal, 0)
})

test('addEventHandler, removeEventHandler and listen', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  const one = new Told()
  bob.conn.addEventHandler('one', one.handlers)
  await ann.text(bob.name, 'first')
  await one.until('onTextMessage')
  assert.equal((await bob.old.until('onTextMessage')).data, 'first')
  bob.conn.removeEventHandler('one')
  await ann.text(bob.name, 'second')
  await bob.until('onTextMessage', (m) => m.msg === 'second')
  assert.ok(!one.has('onTextMessage', (m) => m.msg === 'second'))
})

test('a handler that throws keeps no other from hearing', async () => {
  const [ann, bob] = await here.meet('ann', 'bob')
  ChatSDK.logger.disableAll()
  bob.conn.addEventHandler('a bad one', { onTextMessage () { throw new Error('oh no') } })
  await ann.text(bob.name, 'x')
  await bob.until('onTextMessage')
  assert.equal((await bob.until('onError')).type, statusCode.CALLBACK_INNER)
  ChatSDK.logger.setLevel('warn')
})

test('getUniqueId: digits, never the same', () => {
  const { conn } = fresh()
  const ids = Array.from({ length: 1000 }, () => conn.getUniqueId())
  assert.equal(new Set(ids).size, 1000)
  for (const id of ids) assert.match(id, /^\d{19}$/)
})

test('statusCode: by name and by number', () => {
  assert.equal(statusCode.WEBIM_CONNCTION_OPEN_ERROR, 1)
  assert.equal(statusCode[504], 'MESSAGE_RECALL_TIME_LIMIT')
  assert.deepEqual([statusCode.OPEN, statusCode.AUTH, statusCode.SERVER, statusCode.DISCONNECTED], [1, 2, 8, 16])
  for (const [name, number] of Object.entries(statusCode)) if (typeof number === 'number') assert.equal(statusCode[statusCode[number]], number, name)
})

test('logger: levels, cache, listener', () => {
  const { logger } = ChatSDK
  const lines = []
  logger.setLogListener((line) => lines.push(line))
  logger.enableCache()
  logger.setLevel('silent')
  logger.error('something', new Error('failed'))
  logger.setLogListener(undefined)
  assert.deepEqual(lines.map((line) => [line.level, line.text]), [['ERROR', 'something Error: failed']])
  assert.equal(logger.getLogs().length, 1)
  logger.disableCache()
  logger.setLevel(3)
  assert.equal(logger.getLevel(), 3)
})

test('utils: ids, the file of an input, loading a file', async () => {
  const { utils } = ChatSDK
  assert.match(utils.getUniqueId(), /^\d+$/)
  assert.equal(utils.getFileUrl({ files: [{ name: 'a.PNG', type: 'image/png', size: 3 }] }).filetype, 'png')
  let blob
  await utils.download({ url: `${here.server.http}/openapi.json`, onFileDownloadComplete: (b) => { blob = b } })
  assert.ok(blob.size > 1000)
  await assert.rejects(utils.download({ url: `${here.server.http}/nothing-here` }), (err) => err.type === statusCode.WEBIM_DOWNLOADFILE_ERROR)
})

test('methods that are not supported say so', async () => {
  const [ann] = await here.meet('ann')
  const err = await new Promise((resolve, reject) => ann.conn.translateMessage({ text: 'x', languages: ['en'], success: reject, error: resolve }).catch(() => {}))
  assert.equal(err.type, statusCode.OPERATION_UNSUPPORTED)
  await assert.rejects(ann.conn.blockGroup({ groupId: 'x' }), (thrown) => thrown.type === statusCode.OPERATION_UNSUPPORTED)
})

test('where the server is: without a word from anybody, open says what to do', async () => {
  const code = `
    globalThis.WebSocket = class {}
    const SDK = require(${JSON.stringify(require.resolve('../../dist/easemob.js'))})
    const conn = new SDK.connection({ appKey: 'a#b', url: 'wss://im-api-wechat.easemob.com/websocket', apiUrl: 'https://a1.easemob.com' })
    conn.open({ user: 'ann', pwd: 'x' }).catch((err) => console.log(err.message))`
  assert.match(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' }), /configure\(/)
})

test('where the server is: the connection’s own addresses, or baked in', async () => {
  const [name] = here.names('ann')
  await here.server.users(name)
  const run = (bundle, options, app) => execFileSync(process.execPath, ['-'], { encoding: 'utf8', input: `
    globalThis.WebSocket = require(${JSON.stringify(require.resolve('ws'))})
    const module1 = { exports: {} }
    new Function('module', 'exports', 'require', ${JSON.stringify(bundle)})(module1, module1.exports, require)
    const conn = new module1.exports.connection(${JSON.stringify(options)})
    conn.open({ user: ${JSON.stringify(name)}, pwd: ${JSON.stringify(`${name}-secret`)} }).then(() => { console.log(conn.apiUrl); conn.close(); process.exit() }, (err) => { console.log(err.message); process.exit() })` }).trim()
  const bundle = readFileSync(new URL('../../dist/easemob.js', import.meta.url), 'utf8')
  assert.equal(run(bundle, { appKey, url: `${here.server.http.replace('http', 'ws')}/websocket` }), here.server.http)
  assert.equal(run(bundle, { appKey, apiUrl: here.server.http.replace('http:', ''), https: false }), here.server.http)
  const address = JSON.stringify({ servers: [here.server.http], app: 'default' })
  const baked = bundle.replace('"%hongyan-baked-address%"', () => JSON.stringify(address))
  assert.notEqual(baked, bundle)
  assert.equal(run(baked, { appKey: 'old#key', url: 'wss://im-api-wechat.easemob.com/websocket' }), here.server.http)
})

test('the old packages’ paths lead to it, by require and by import', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hongyan-packages-'))
  t.after(() => rmSync(folder, { recursive: true }))
  execFileSync(process.execPath, [fileURLToPath(new URL('../../build/packages.mjs', import.meta.url)), folder])
  const home = join(folder, 'hongyan-easemob/')
  const sdk = require(`${home}index.js`)
  for (const path of ['uniApp/Shengwang-chat', 'miniProgram/Shengwang-chat', 'uniApp/Easemob-chat', 'miniProgram/Easemob-chat', 'sdk/Shengwang-chat-miniProgram', 'Easemob-chat', 'Shengwang-chat']) {
    assert.equal(require(`${home}${path}`), sdk, path)
    assert.equal(require(`${home}miniprogram_dist/${path}`), require(`${home}miniprogram_dist/index.js`), path)
  }
  assert.equal(sdk.default, sdk)
  const { default: module } = await import('../../dist/easemob.mjs')
  assert.deepEqual(Object.keys(module).sort(), Object.keys(sdk).filter((name) => name !== 'default').sort())
  const TIM = require(join(folder, 'hongyan-tim'))
  for (const path of ['tim-wx-sdk', 'tim-js-sdk.js']) assert.equal(require(join(folder, 'hongyan-tim', path)), TIM, path)
  assert.equal(typeof require(join(folder, 'hongyan-tim/tim-upload-plugin')), 'function')
})

test('the built file: at most 250 kB, no newer syntax than ES2017', () => {
  const text = readFileSync(new URL('../../dist/easemob.js', import.meta.url), 'utf8')
  assert.ok(text.length <= 250_000, `${text.length}`)
  parse(text, { ecmaVersion: 2017, sourceType: 'script' })
  assert.equal(text.split('%hongyan-baked-address%').length, 2)
})

