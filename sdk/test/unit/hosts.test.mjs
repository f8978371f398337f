// The emulated hosts themselves: a naive client fails there, in the ways in which it fails on a phone.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import vm from 'node:vm'
import { hosts } from '../hosts/all.mjs'
import { Browser } from '../hosts/browser.mjs'
import { Alipay } from '../hosts/my.mjs'
import { Uni } from '../hosts/uni.mjs'
import { domain } from '../hosts/wire.mjs'
import { WxFamily } from '../hosts/wx.mjs'
import { Server, within } from '../server.mjs'

const url = `wss://${domain}/mqtt`
const event = (what, start) => within(what, 5000, start)
const failure = (call) => event('the failure', (resolve) => call((err) => resolve(err)))
// hello is a CONNECT that the server answers, with a refusal: nobody logs in here.
const hello = Uint8Array.from([0x10, 16, 0, 4, 77, 81, 84, 84, 5, 2, 0, 0, 0, 0, 3, 97, 98, 99])

describe('a naive client', () => {
  let server
  before(async () => { server = await Server.start() })
  after(() => server.stop())

  const wx = (kind) => {
    const host = new WxFamily(server.port, kind)
    return { host, api: host.api() }
  }
  const opened = (task) => event('open', (resolve) => task.onOpen(resolve))

  test('that sets handlers late hears nothing', async () => {
    const { api } = wx()
    const task = api.connectSocket({ url })
    await opened(task)
    let heard = false
    task.onMessage(() => { heard = true })
    task.send({ data: hello.buffer.slice(0) })
    const control = api.connectSocket({ url })
    const answer = event('the answer', (resolve) => control.onMessage(resolve))
    await opened(control)
    control.send({ data: hello.buffer.slice(0) })
    await answer
    assert.equal(heard, false)
  })

  test('that sends a view, or before the socket is open, fails', async () => {
    const { api } = wx()
    const task = api.connectSocket({ url })
    const ready = opened(task)
    assert.match((await failure((fail) => task.send({ data: hello.buffer, fail }))).errMsg, /not connected/)
    await ready
    assert.match((await failure((fail) => task.send({ data: hello, fail }))).errMsg, /neither string nor ArrayBuffer/)
  })

  test('that takes success for an open socket fails', async () => {
    const { api } = wx()
    let task
    await event('success', (resolve) => { task = api.connectSocket({ url, success: resolve }) })
    assert.match((await failure((fail) => task.send({ data: hello.buffer, fail }))).errMsg, /not connected/)
  })

  test('that leaves sockets open has five', async () => {
    const { api } = wx({})
    for (let i = 0; i < 5; i++) await opened(api.connectSocket({ url }))
    assert.match((await failure((fail) => api.connectSocket({ url, fail }))).errMsg, /exceed max/)
  })

  test('that gives protocols as a text, leaves the white list, or names a port at Baidu, fails', async () => {
    const { api } = wx({ noPort: true })
    for (const options of [{ url, protocols: 'mqtt' }, { url: 'wss://elsewhere.example/mqtt' }, { url: `ws://${domain}/mqtt` }, { url: `wss://${domain}:8443/mqtt` }]) {
      assert.ok((await failure((fail) => api.connectSocket({ ...options, fail }))).errMsg, JSON.stringify(options))
    }
  })

  test('that offers a subprotocol at Douyin, which nobody answers, fails', async () => {
    const { api } = wx({ unanswered: true })
    const task = api.connectSocket({ url, protocols: ['mqtt'] })
    assert.match((await event('the failure', (resolve) => task.onError(resolve))).errMsg, /subprotocol/)
    await opened(api.connectSocket({ url }))
  })

  test('that asks instanceof does not know the ArrayBuffers of the host', async () => {
    const { api } = wx()
    const task = api.connectSocket({ url })
    const answer = event('the answer', (resolve) => task.onMessage(resolve))
    await opened(task)
    task.send({ data: hello.buffer.slice(0) })
    const { data } = await answer
    assert.equal(vm.runInNewContext('data instanceof ArrayBuffer', { data }), false)
  })

  test('that sends an eleventh request at once fails', async () => {
    const { api } = wx()
    const ask = () => new Promise((resolve, reject) => api.request({ url: `https://${domain}/healthz`, dataType: 'text', success: resolve, fail: reject }))
    const all = await Promise.allSettled(Array.from({ length: 11 }, ask))
    assert.deepEqual(all.map((one) => one.status), [...Array(10).fill('fulfilled'), 'rejected'])
  })

  test('that sends bytes to Alipay, or looks for them beside data, fails', async () => {
    const api = new Alipay(server.port).api()
    const task = api.connectSocket({ url, multiple: true })
    const answer = event('the answer', (resolve) => task.onMessage(resolve))
    await opened(task)
    assert.match((await failure((fail) => task.send({ data: hello.buffer, fail }))).errorMessage, /base64/)
    task.send({ data: Buffer.from(hello).toString('base64'), isBuffer: true })
    const frame = await answer
    assert.deepEqual([typeof frame.data.data, frame.data.isBuffer, frame.isBuffer], ['string', true, undefined])
  })

  test('that wants a task, or a second socket, of an old Alipay gets none', async () => {
    const api = new Alipay(server.port, { single: true }).api()
    const ready = event('open', (resolve) => api.onSocketOpen(resolve))
    assert.equal(api.connectSocket({ url, multiple: true }), undefined)
    await ready
    assert.equal((await failure((fail) => api.connectSocket({ url, fail }))).error, 3)
  })

  test('that passes no callback to uni gets a promise, and two sockets of a millisecond are one', async (t) => {
    const api = new Uni(server.port).api()
    assert.equal(typeof api.connectSocket({ url }).then, 'function')
    t.mock.timers.enable({ apis: ['Date'] })
    const [one, two] = [1, 2].map(() => api.connectSocket({ url, success () {} }))
    let heard = false
    one.onOpen(() => { heard = true })
    await opened(two)
    assert.equal(heard, false)
  })

  test('is closed in the background', async () => {
    const { host, api } = wx()
    const task = api.connectSocket({ url })
    const closed = event('closed', (resolve) => task.onClose(resolve))
    await opened(task)
    host.background()
    await closed
  })

  test('finds no globals, and cannot make code from text', () => {
    for (const kind of hosts.filter((one) => one.name !== 'browser')) kind.start(server.port)
    const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } })
    assert.throws(() => vm.runInContext('new Function("return 1")()', context), /Code generation from strings/)
    assert.equal(new Browser(server.port).globals().process, undefined)
  })
})
