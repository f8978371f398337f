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
