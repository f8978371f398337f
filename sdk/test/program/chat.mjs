// The one story that each example tells, in its host, against the real server: ann uses the example, bob is a client in
// Node.
import assert from 'node:assert/strict'
import { pixel } from '../easemob/files.mjs'
import { node } from '../hosts/all.mjs'
import { Heard, Server } from '../server.mjs'

// world is a server with ann's and bob's accounts, and bob's client.
export async function world () {
  const server = await Server.start()
  await server.users('ann', 'bob')
  const { sdk, options } = node(server)
  const bob = sdk.createClient(options)
  const heard = new Heard(bob, 'message')
  await bob.login({ user: 'bob', password: 'bob-secret' })
  return { server, bob, heard, end: async () => { bob.logout(); await server.stop() } }
}

const at = (page) => (p) => p.page.route.startsWith(`pages/${page}`)

// chat tells the story with a program, which stands at its first page: one in an emulated host, or in a browser.
export async function chat (program, { server, bob, heard }) {
  const signIn = async (password) => {
    await program.type('User', 'ann')
    await program.type('Password', password)
    await program.tap('Sign in')
  }
  await signIn('wrong')
  await program.until((p) => at('login')(p) && p.text().includes('credentials are wrong'))
  await signIn('ann-secret')
  await program.until(at('conversations'))

  // What comes in is seen in the list, with how much is unread; then on the page of the conversation.
  await bob.send('user/ann', { body: { text: 'hello ann, 你好 👍' } })
  await program.until((p) => /^bob\nhello ann, 你好 👍\n\d\d:\d\d\n1$/m.test(p.text()))
  await program.tap('bob')
  await program.until((p) => at('chat')(p) && p.title === 'bob' && p.text().includes('hello ann'))

  await program.type('Message', 'hello bob')
  await program.tap('Send')
  const { conversation } = await heard.until('hello bob', (e) => e.message.body.text === 'hello bob')
  assert.equal(conversation, 'user/ann')
  await program.until((p) => /^hello bob\n\d\d:\d\d$/m.test(p.text()))

  // Pictures, there and back: loaded from an address that the vendor allows.
  await program.choose('＋', pixel)
  const { message } = await heard.until('the picture', (e) => e.message.type === 'img')
  const { url } = await bob.getFile(message.body.file)
  assert.ok(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(pixel))
  await bob.sendMedia('user/ann', pixel, { type: 'img', name: 'back.png' })
  for (const src of await program.until((p) => p.pictures().length === 2 && p.pictures())) assert.ok((await program.host.load(src)).length > 0, src)

  // The connection is lost, and comes back.
  await program.host.background()
  await bob.send('user/ann', { body: { text: 'while you were away' } })
  await program.host.foreground()
  await program.until('while you were away')

  await program.back()
  await program.until((p) => at('conversations')(p) && /^bob\nwhile you were away\n\d\d:\d\d$(?!\n1$)/m.test(p.text()))
  await program.type('Write to', 'nobody')
  await program.tap('Chat')
  await program.until((p) => at('chat')(p) && p.title === 'nobody')
  await program.type('Message', 'is there anybody?')
  await program.tap('Send')
  // What the server says to that stands under the message.
  await program.until((p) => /^is there anybody\?\n(?!\d\d:\d\d)/m.test(p.text()))

  // The server ends the login: back to the first page, which works again.
  await server.ask('POST', '/v1/users/ann/revoke')
  await program.until((p) => at('login')(p) && p.text().includes('revoked'))
  await signIn('ann-secret')
  await program.until((p) => at('conversations')(p) && p.text().includes('while you were away'))
}
