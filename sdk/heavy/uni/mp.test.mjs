// The builds of the example for mini-programs, each run beside an emulation of its host against the real server.
import { after, before, test } from 'node:test'
import { Alipay } from '../../test/hosts/my.mjs'
import { WxFamily } from '../../test/hosts/wx.mjs'
import { chat, world } from '../../test/program/chat.mjs'
import { Program } from '../../test/program/program.mjs'
import { build, example, sizeOf } from './build.mjs'

let copy
before(() => { copy = example() })
after(() => copy.end())

for (const [platform, name, host] of [
  ['mp-weixin', 'wx', (port) => new WxFamily(port)],
  ['mp-alipay', 'my', (port) => new Alipay(port)],
  ['mp-qq', 'qq', (port) => new WxFamily(port)],
]) {
  test(`${platform}: sign in, read, write, send a picture, be put out`, async (t) => {
    const dir = await build(copy.dir, platform)
    t.diagnostic(`${platform}: ${sizeOf(dir)} bytes`)
    const there = await world()
    try {
      await chat(new Program(name, host(there.server.port), dir), there)
    } finally {
      await there.end()
    }
  })
}
