// The examples that need no builder: Alipay's tools take packages from node_modules.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Alipay } from '../hosts/my.mjs'
import { chat, world } from '../program/chat.mjs'
import { copyOf, install, sdk } from '../program/package.mjs'
import { Program } from '../program/program.mjs'

for (const [what, kind] of [['several sockets', {}], ['one socket', { single: true }]]) {
  test(`Alipay, with ${what}: sign in, read, write, send a picture, be put out`, async () => {
    const there = await world()
    const { dir, end } = copyOf('alipay')
    try {
      install(dir)
      await chat(new Program('my', new Alipay(there.server.port, kind), dir), there)
    } finally {
      await there.end()
      end()
    }
  })
}

test('what the examples share is the same in each', () => {
  const read = (path) => readFileSync(`${sdk}/examples/${path}`, 'utf8')
  for (const name of ['messages.js', 'client.js']) assert.equal(read(`alipay/${name}`), read(`wechat/${name}`), name)
  assert.equal(read('uni-app/src/messages.js'), read('wechat/messages.js'))
})

test('each tells in both languages which names to enter', () => {
  for (const example of ['wechat', 'alipay', 'uni-app']) {
    for (const page of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(`${sdk}/examples/${example}/${page}`, 'utf8')
      for (const word of ['https://chat.example.com', 'wss://chat.example.com', 'uploadFile', 'downloadFile', 'npm']) assert.ok(text.includes(word), `${example}/${page}: ${word}`)
    }
  }
})
