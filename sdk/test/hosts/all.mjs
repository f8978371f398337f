// Every host that the SDK knows, as tests start it: `start` gives the SDK, or another built file, inside of it.
import { createRequire } from 'node:module'
import WebSocket from 'ws'
import { Browser } from './browser.mjs'
import { Alipay } from './my.mjs'
import { load } from './sandbox.mjs'
import { H5, Uni } from './uni.mjs'
import { WxFamily } from './wx.mjs'

const require = createRequire(import.meta.url)

// Several hosts offer a part of `wx` beside their own object: it must not be taken for the whole.
const partial = { getSystemInfoSync: () => ({}), connectSocket: () => { throw new Error('this is not WeChat') } }

const miniProgram = (name, platform, make, globals = {}) => ({
  name, platform,
  start (port, storage, file) {
    const host = make(port, storage)
    return { host, sdk: load({ ...globals, [name.split(' ')[0]]: host.api() }, file), options: {} }
  },
})

const page = (name, Host, globals = {}) => ({
  name, platform: 'web',
  start (port, storage, file) {
    const host = new Host(port, {}, storage)
    return { host, sdk: load({ ...host.globals(), ...globals }, file), options: {} }
  },
})

export const hosts = [
  miniProgram('wx', 'wechat', (port, storage) => new WxFamily(port, {}, storage)),
  miniProgram('qq', 'qq', (port, storage) => new WxFamily(port, {}, storage), { wx: partial }),
  miniProgram('my with several sockets', 'alipay', (port, storage) => new Alipay(port, {}, storage), { wx: partial, uni: partial }),
  miniProgram('my with one socket', 'alipay', (port, storage) => new Alipay(port, { single: true }, storage)),
  miniProgram('swan', 'baidu', (port, storage) => new WxFamily(port, { noPort: true, dataType: true }, storage), { wx: partial }),
  miniProgram('tt', 'douyin', (port, storage) => new WxFamily(port, { unanswered: true }, storage), { wx: partial }),
  miniProgram('uni app', 'uniapp', (port, storage) => new Uni(port, {}, storage)),
  miniProgram('uni h5 in development', 'uniapp', (port, storage) => new Uni(port, { h5: true }, storage), { document: {}, WebSocket: class {}, XMLHttpRequest: class {} }),
  page('uni h5', H5),
  // A page that has loaded a vendor's script for web pages.
  page('browser', Browser, { wx: { config () {} } }),
]

// node is Node itself, for the other side of a conversation.
export function node (server) {
  const sdk = require('../../dist/hongyan.js')
  return { sdk, options: { servers: [server.http], host: new sdk.NodeHost({ WebSocket }) } }
}

