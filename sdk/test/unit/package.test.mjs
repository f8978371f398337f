// What is published: its size, its form, what it leaves to the bundler.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import { build } from 'esbuild'

const root = new URL('../../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')
const manifest = JSON.parse(read('package.json'))

test('the native client has at most 100 kB', (t) => {
  const bytes = readFileSync(new URL('dist/hongyan.js', root))
  t.diagnostic(`dist/hongyan.js: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
  assert.ok(bytes.length <= 100_000, `${bytes.length} bytes`)
})

test('main is CommonJS in a .js, the .mjs and the types are there, and the folder that WeChat copies', () => {
  assert.match(manifest.main, /\.js$/)
  assert.equal(manifest.type, undefined, 'with "module" a .js would be none')
  for (const path of [manifest.main, manifest.module, manifest.types, `${manifest.miniprogram}/index.js`]) assert.ok(existsSync(new URL(path, root)), path)
  assert.equal(read(`${manifest.miniprogram}/index.js`), read(manifest.main))
  assert.equal(manifest.dependencies, undefined)
  assert.equal(typeof createRequire(import.meta.url)('../../dist/hongyan.js').createClient, 'function')
})

test('no syntax is newer than ES2017, and no code is made from text', () => {
  parse(read('dist/hongyan.js'), { ecmaVersion: 2017, sourceType: 'script' })
  parse(read('dist/hongyan.mjs'), { ecmaVersion: 2017, sourceType: 'module' })
  assert.doesNotMatch(read('dist/hongyan.js'), /\beval\(|new Function|\bFunction\(/)
})

test('apps are told what they get wrong by the types', () => {
  const out = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'test/types'], { cwd: root, encoding: 'utf8' })
  assert.equal(out.stdout + out.stderr, '')
})

test('an app that calls single operations has the others shaken off', async () => {
  const size = async (contents) => {
    const { outputFiles } = await build({ stdin: { contents, resolveDir: new URL('.', root).pathname }, bundle: true, minify: true, format: 'esm', write: false })
    return outputFiles[0].text
  }
  const some = await size("import { Client, createGroup } from './dist/hongyan.mjs'\nnew Client({ servers: ['https://x'] }).call(createGroup, { name: 'x' })")
  const whole = await size("import { createClient } from './dist/hongyan.mjs'\ncreateClient({ servers: ['https://x'] })")
  assert.ok(some.includes('POST /groups') && !some.includes('/super-admins') && !some.includes('/contact-requests'))
  assert.ok(some.length < whole.length)
})
