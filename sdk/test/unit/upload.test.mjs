// Files in a browser's page: as what it may hand them over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hosts } from '../hosts/all.mjs'
import { domain } from '../hosts/wire.mjs'
import { pixel } from '../easemob/files.mjs'
import { Server } from '../server.mjs'

test('a page uploads what lies at the address of a blob, as uni-app in H5 names a picture', async () => {
  const server = await Server.start()
  await server.users('ann')
  const { sdk } = hosts.find((one) => one.name === 'browser').start(server.port)
  const ann = sdk.createClient({ servers: [`https://${domain}`] })
  await ann.login({ user: 'ann', password: 'ann-secret' })
  const blob = new Blob([pixel], { type: 'image/png' })
  const address = URL.createObjectURL(blob)
  const { size, type } = await ann.upload(address)
  assert.deepEqual([size, type], [pixel.length, 'image/png'])

  const taken = ann.upload(address)
  taken.cancel()
  await assert.rejects(taken, { code: 'cancelled' })
  URL.revokeObjectURL(address)
  await assert.rejects(ann.upload(address), { code: 'upload_failed' })
  await assert.rejects(ann.upload('/some/where.png'), { code: 'bad_option' })
  ann.logout()
  await server.stop()
})

test('a video with its cover, and a bundle of it: who reads them loads both files', async () => {
  const server = await Server.start()
  await server.users('ann', 'bob', 'cat')
  const start = async (user) => {
    const { host, sdk } = hosts[0].start(server.port)
    const client = sdk.createClient({ servers: [`https://${domain}`] })
    await client.login({ user, password: `${user}-secret` })
    return { host, client }
  }
  const [ann, bob, cat] = [await start('ann'), await start('bob'), await start('cat')]
  const receipt = await ann.client.sendMedia('user/bob', ann.host.temporary(Buffer.alloc(5000, 1)), { type: 'video', duration: 2, cover: ann.host.temporary(pixel) })
  const { body } = await bob.client.getMessage('user/ann', receipt.seq)
  // An address is whole, whether it came over the socket or not.
  for (const [id, size] of [[body.file, 5000], [body.cover, pixel.length]]) {
    const file = await bob.client.getFile(id)
    assert.deepEqual([file.size, file.url.startsWith(`https://${domain}/f/`)], [size, true])
    await assert.rejects(cat.client.getFile(id), { code: 'no_such_file' })
  }
  await bob.client.send('user/cat', { type: 'combine', body: { title: 'look', messages: [{ type: 'video', body }] } })
  assert.equal((await cat.client.getFile(body.cover)).size, pixel.length)
  for (const { client } of [ann, bob, cat]) client.logout()
  await server.stop()
})
