// `hongyan bake`, as who installed the package runs it, against a real server.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { keys } from './easemob/world.mjs'
import { Server } from './server.mjs'

const sdk = fileURLToPath(new URL('..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'hongyan-bake-'))
let server, shop

before(async () => {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', home], sdk)
  writeFileSync(join(home, 'package.json'), '{"private":true}')
  await run('npm', ['install', '--silent', '--offline', '--no-audit', '--no-fund', join(home, stdout.trim().split('\n').pop())], home)
  server = await Server.start()
  shop = await asServer('POST', '/v1/apps', { name: 'shop', aliases: ['corp#shop'] })
})

after(async () => {
  if (server) await server.stop()
  rmSync(home, { recursive: true, force: true })
})

// run gives what a command prints, and how it ended; it fails when a command that has to go well does not.
function run (command, args, cwd, mayFail = false) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (piece) => { stdout += piece })
    child.stderr.on('data', (piece) => { stderr += piece })
    child.once('error', reject)
    child.once('close', (code) => code === 0 || mayFail ? resolve({ code, stdout, stderr }) : reject(new Error(`${command} ${args.join(' ')}: ${code}\n${stdout}${stderr}`)))
  })
}

const bake = (...args) => run(join(home, 'node_modules/.bin/hongyan'), ['bake', ...args], home, true)

async function asServer (method, path, body) {
  return asking(method, path, body, keys(server).server_key)
}

async function asking (method, path, body, key) {
  const answer = await fetch(server.http + path, { method, headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

function tree (folder, path = '') {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((one) => one.isDirectory() ? tree(folder, `${path}${one.name}/`) : [path + one.name]).sort()
}

const read = (...path) => readFileSync(join(home, ...path), 'utf8')

// chats lets three people chat with the files in a folder, who name no address.
async function chats (folder) {
  const [ann, bob, cat] = ['ann', 'bob', 'cat'].map((name) => ({ name: `${name}-${folder}`, password: `${name}-secret` }))
  await asking('POST', '/v1/users', { users: [ann, bob, cat].map(({ name, password }) => ({ user: name, password })) }, shop.key)
  ann.sig = (await asking('POST', '/v1/usersig', { user: ann.name }, shop.key)).usersig
  const at = join(home, folder)
  await run(process.execPath, ['test/baked/chat.cjs', JSON.stringify({ folder: at, files: tree(at), users: [ann, bob, cat] })], sdk)
}

test('the server’s files, in the folders of the old packages; people chat with them', async () => {
  const { code, stdout, stderr } = await bake('--server', `${server.http}/`, '--app', 'corp#shop', '--out', 'given')
  assert.equal(code, 0, stderr)
  assert.equal(stderr, '')
  assert.ok(stdout.startsWith(`Baked for ${server.http}, app shop, into given:\n`), stdout)
  const paths = tree(join(home, 'given'))
  for (const path of ['hongyan.js', 'hongyan.mjs', 'tim-wx-sdk.js', 'tim-js-sdk.js', 'tim-upload-plugin.js', 'uniApp/Easemob-chat.js', 'miniProgram/Shengwang-chat.js', 'Easemob-chat-miniProgram.js']) {
    assert.ok(paths.includes(path), path)
  }
  for (const path of paths) {
    assert.ok(stdout.includes(`\n  ${path} `), `${path} is not told:\n${stdout}`)
    assert.equal(read('given', path), await (await fetch(`${server.http}/sdk/${path}?app=shop`)).text(), path)
  }
  await chats('given')
})

test('--offline bakes the package’s own files; people chat with them', async () => {
  const { code, stdout, stderr } = await bake('--offline', '--server', server.http, '--sdkappid', String(shop.sdkappid), '--out', 'offline')
  assert.equal(code, 0, stderr)
  assert.ok(stdout.startsWith(`Baked for ${server.http}, app ${shop.sdkappid}, into offline:\n`), stdout)
  const list = await (await fetch(`${server.http}/sdk/files.json`)).json()
  assert.deepEqual(tree(join(home, 'offline')), list.files.map(({ path }) => path).sort())
  await chats('offline')
})

test('--offline writes what the server gives, byte for byte', async () => {
  await bake('--offline', '--server', server.http, '--app', 'default', '--out', 'same')
  for (const path of tree(join(home, 'same'))) assert.equal(read('same', path), await (await fetch(`${server.http}/sdk/${path}`)).text(), path)
})

test('--only writes what is named; --force writes over what is there, and leaves the rest', async () => {
  mkdirSync(join(home, 'some'))
  writeFileSync(join(home, 'some', 'mine.js'), 'mine')
  writeFileSync(join(home, 'some', 'tim-wx-sdk.js'), 'old')
  const args = ['--server', server.http, '--out', 'some', '--only', 'tim-wx-sdk.js', '--only', 'uniApp/Easemob-chat.js']
  const refused = await bake(...args)
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /--out some: the folder is there, and not empty.*--force/)
  assert.equal(read('some', 'tim-wx-sdk.js'), 'old')
  assert.equal((await bake(...args, '--force')).code, 0)
  assert.deepEqual(tree(join(home, 'some')), ['mine.js', 'tim-wx-sdk.js', 'uniApp/Easemob-chat.js'])
  assert.match(read('some', 'tim-wx-sdk.js'), /hongyan/)
})

test('npx finds the command, which says how it is used', async () => {
  const { stdout } = await run('npx', ['--no-install', 'hongyan', '--help'], home)
  for (const option of ['--server', '--out', '--app', '--sdkappid', '--only', '--offline', '--force']) assert.ok(stdout.includes(option), option)
})

test('what is wrong is said, and nothing is written', async () => {
  writeFileSync(join(home, 'file'), '')
  // Others answer at the place where the list should be: a page of another server; a list that leads out of the folder.
  const evil = JSON.stringify({ hongyan: '1', address: { servers: ['http://x'] }, files: [{ path: '../evil.js', about: '' }] })
  const other = createServer((request, answer) => answer.end(request.url.startsWith('/evil') ? evil : '<html>hello</html>'))
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve))
  const there = `http://127.0.0.1:${other.address().port}`
  const nobody = createServer()
  await new Promise((resolve) => nobody.listen(0, '127.0.0.1', resolve))
  const gone = `http://127.0.0.1:${nobody.address().port}`
  await new Promise((resolve) => nobody.close(resolve))
  for (const [args, code, says] of [
    [[], 2, /--out/],
    [['--out', 'x'], 2, /--server https:\/\/chat\.example\.com/],
    [['--out', 'x', '--server', 'chat.example.com'], 1, /--server chat\.example\.com: write http/],
    [['--out', 'x', '--server', 'ftp://chat.example.com'], 1, /--server ftp:/],
    [['--out', 'x', '--server', server.http, '--app', 'nope'], 1, /has no app nope/],
    [['--out', 'x', '--server', server.http, '--app', 'shop', '--sdkappid', '7'], 1, /say one of them/],
    [['--out', 'x', '--server', server.http, '--sdkappid', 'shop'], 1, /--sdkappid shop: it is a number/],
    [['--out', 'x', '--server', server.http, '--only', 'nope.js'], 1, /--only nope\.js: there is no such file\. There are hongyan\.js/],
    [['--out', 'x', '--server', server.http, '--colour'], 2, /--colour/],
    [['--out', 'x', '--server', there], 1, /is no Hongyan server/],
    [['--out', 'x', '--server', `${there}/evil`], 1, /names files that are none/],
    [['--out', 'x', '--server', gone], 1, /ECONNREFUSED/],
    [['--out', 'file', '--server', server.http], 1, /--out file: that is a file/],
    [['and', '--out', 'x', '--server', server.http], 2, /bake and/],
  ]) {
    const said = await bake(...args)
    assert.equal(said.code, code, `${args.join(' ')}: ${said.stdout}${said.stderr}`)
    assert.match(said.stderr, says)
    assert.doesNotMatch(said.stderr, /\n\s+at /, 'a stack is not for users')
    assert.ok(!existsSync(join(home, 'x')), args.join(' '))
  }
  await new Promise((resolve) => other.close(resolve))
})

test('a proxy that the server does not know: the address that is baked is told', async () => {
  const proxy = createServer(async (request, answer) => {
    const got = await fetch(server.http + request.url)
    answer.writeHead(got.status).end(Buffer.from(await got.arrayBuffer()))
  })
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { code, stderr } = await bake('--server', `http://127.0.0.1:${proxy.address().port}`, '--out', 'proxied', '--only', 'hongyan.js')
  assert.equal(code, 0)
  assert.ok(stderr.includes(`reach it at ${server.http}, and that is baked`) && stderr.includes('--public-url'), stderr)
  await new Promise((resolve) => proxy.close(resolve))
})
