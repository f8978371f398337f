// The build of the example for H5, in Chromium, against the real server, which is another origin for the page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chat, world } from '../../test/program/chat.mjs'
import { build, example, sizeOf } from './build.mjs'
import { Page } from './page.mjs'

test('h5: sign in, read, write, send a picture, be put out', async (t) => {
  const there = await world()
  const copy = example()
  try {
    const dir = await build(copy.dir, 'h5', { VITE_SERVER: there.server.http })
    t.diagnostic(`h5: ${sizeOf(dir)} bytes`)
    const page = await Page.open(dir)
    try {
      await chat(page, there)
      assert.deepEqual(page.thrown, [])
    } finally {
      await page.close()
    }
  } finally {
    copy.end()
    await there.end()
  }
})
