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

// chat tells the story with a program, which stands at its first page.
export async function chat (program, { server, bob, heard }) {
  const signIn = (password) => {
    program.type('User', 'ann')
    program.type('Password', password)
    program.tap('Sign in')
  }
  signIn('wrong')
  await program.until('credentials are wrong')
  assert.ok(at('login')(program))
  signIn('ann-secret')
  await program.until(at('conversations'))

  // What comes in is seen in the list, then on the page of the conversation.
  await bob.send('user/ann', { body: { text: 'hello ann, 你好 👍' } })
  await program.until('hello ann, 你好 👍')
  assert.match(program.text(), /^bob$[^]*^1$/m, 'who wrote, and one unread')
  program.tap('bob')
  await program.until((p) => at('chat')(p) && p.text().includes('hello ann'))
  assert.equal(program.title, 'bob')

  program.type('Message', 'hello bob')
  program.tap('Send')
  await program.until((p) => /hello bob\n\d\d:\d\d$/m.test(p.text()))
  const { conversation } = await heard.until('hello bob', (e) => e.message.body.text === 'hello bob')
  assert.equal(conversation, 'user/ann')

  // Pictures, there and back: loaded from an address that the vendor allows.
  program.chosen = program.host.temporary(pixel)
  program.tap('＋')
  const { message } = await heard.until('the picture', (e) => e.message.type === 'img')
  const { url } = await bob.getFile(message.body.file)
  assert.ok(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(pixel))
  await bob.sendMedia('user/ann', pixel, { type: 'img', name: 'back.png' })
  await program.until((p) => p.pictures().length === 2)
  for (const src of program.pictures()) assert.ok((await program.host.load(src)).length > 0, src)

  // In the background the host closes the socket.
  program.host.background()
  await bob.send('user/ann', { body: { text: 'while you were away' } })
  program.host.foreground()
  await program.until('while you were away')

  program.api.navigateBack()
  await program.until((p) => at('conversations')(p) && p.text().includes('while you were away'))
  await program.until((p) => !/^1$/m.test(p.text()), 5000)
  program.type('Write to', 'nobody')
  program.tap('Chat')
  await program.until((p) => p.title === 'nobody')
  program.type('Message', 'is there anybody?')
  program.tap('Send')
  await program.until(/* the server's refusal, under the message */ (p) => /is there anybody\?\n(?!\d\d:\d\d)/.test(p.text()))

  // The server ends the login: back to the first page, which works again.
  await server.ask('POST', '/v1/users/ann/revoke')
  await program.until((p) => at('login')(p) && /revoked/.test(p.text()))
  signIn('ann-secret')
  await program.until('while you were away')
}
