// The example for WeChat, built by WeChat's own builder as its README says, run beside an emulation of WeChat against the
// real server.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { WxFamily } from '../../test/hosts/wx.mjs'
import { chat, world } from '../../test/program/chat.mjs'
import { copyOf, install } from '../../test/program/package.mjs'
import { Program } from '../../test/program/program.mjs'

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const sizes = (dir) => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  .map((one) => [join(one.parentPath || one.path, one.name).slice(dir.length + 1), statSync(join(one.parentPath || one.path, one.name)).size])
const sum = (files) => files.reduce((all, [, size]) => all + size, 0)

let example
before(() => {
  example = copyOf('wechat')
  install(example.dir)
  // The builder is the one of this folder: the example names the same.
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: example.dir, stdio: 'pipe', env: { ...process.env, NODE_PATH: new URL('node_modules', import.meta.url).pathname } })
})
after(() => example.end())

test('the example names the builder that is tried here', () => {
  assert.equal(read('../../examples/wechat/package.json').devDependencies['miniprogram-ci'], read('package.json').devDependencies['miniprogram-ci'])
})

test('the builder takes the package: the SDK and both faces', (t) => {
  const files = sizes(join(example.dir, 'miniprogram_npm'))
  assert.deepEqual(files.map(([path]) => path).sort(), ['hongyan/easemob.js', 'hongyan/index.js', 'hongyan/tim/index.js'])
  const program = sizes(example.dir).filter(([path]) => !/^(node_modules|miniprogram_npm)\/|\.md$|^package\.json$|^\.npmrc$|^build\.js$/.test(path))
  const sdk = files.find(([path]) => path === 'hongyan/index.js')[1]
  t.diagnostic(`the example: ${sum(program)} bytes of its own, ${sdk} of the SDK; ${sum(files) - sdk} of faces that it does not use`)
})

test('sign in, read, write, send a picture, be put out', async () => {
  const there = await world()
  try {
    const program = new Program('wx', new WxFamily(there.server.port), example.dir)
    for (const [face, name] of [['easemob', 'connection'], ['tim', 'create']]) assert.equal(typeof program.require(`hongyan/${face}`)[name], 'function', face)
    await chat(program, there)
  } finally {
    await there.end()
  }
})
