// The five lines that both READMEs begin with, run as they stand there, in a mini-program.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { hosts, node } from './hosts/all.mjs'
import { Heard, Server, within } from './server.mjs'

const firstBlock = (page) => /```js\n([\s\S]*?)```/.exec(readFileSync(new URL(`../${page}`, import.meta.url), 'utf8'))[1]

test('both languages begin with the same five lines', () => {
  assert.equal(firstBlock('README.md'), firstBlock('README.zh-CN.md'))
  assert.equal(firstBlock('README.md').trim().split('\n').length, 5)
})

test('they chat', async () => {
  const server = await Server.start()
  await server.users('ann', 'bob')
  const { sdk: ours, options } = node(server)
  const bob = ours.createClient(options)
  const heard = new Heard(bob, 'message')
  await bob.login({ user: 'bob', password: 'bob-secret' })

  const { sdk } = hosts[0].start(server.port)
  let ann
  const required = { ...sdk, createClient: (o) => { ann = sdk.createClient(o); return ann } }
  const printed = within('an answer is printed', 10_000, (resolve) => {
    new Function('require', 'console', firstBlock('README.md'))((name) => name === 'hongyan' && required, { log: (...words) => resolve(words.join(' ')) })
  })
  await heard.until('hello bob', (e) => e.conversation === 'user/ann' && e.message.body.text === 'hello bob')
  await bob.send('user/ann', { body: { text: 'hello ann' } })
  assert.equal(await printed, 'user/bob hello ann')
  ann.logout()
  bob.logout()
  await server.stop()
})
