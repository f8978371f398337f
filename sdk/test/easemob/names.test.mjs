// docs/FACES.md names every method, and for each a test that calls it; what is not supported stands in its list.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { build } from 'esbuild'

const ChatSDK = createRequire(import.meta.url)('../../dist/easemob.js')
const conn = new ChatSDK.connection({ appKey: 'a#b' })

const page = readFileSync(new URL('../../../docs/FACES.md', import.meta.url), 'utf8')
const section = page.slice(page.indexOf('The JavaScript API of Easemob')).split('\n## ')[0]

// rows are those of the table whose head begins with a word: names, and the cells behind.
function rows (head) {
  const [, table] = section.split(`\n| ${head}`)
  return table.split('\n\n')[0].split('\n').slice(2).filter((line) => line.startsWith('|')).map((line) => {
    const [names, ...cells] = line.replace(/^\| | \|$/g, '').split(/ \| ?/)
    return { names: [...names.matchAll(/`(\w+)`/g)].map((m) => m[1]), cells: cells.map((cell) => cell.trim()) }
  })
}

const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs') && name !== 'names.test.mjs')
const texts = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
// textOf is the file that has a test.
const textOf = (name) => texts.find((text) => text.includes(`test('${name}'`) || text.includes(`: ${name}\``)) || assert.fail(`there is no test "${name}"`)

const source = async (path) => {
  const { outputFiles } = await build({ entryPoints: [new URL(`../../src/easemob/${path}`, import.meta.url).pathname], bundle: true, format: 'esm', write: false })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`)
}

test('every method has a row that names a test which calls it', () => {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(conn)).filter((name) => name !== 'constructor')
  const methods = own.concat(Object.keys(conn).filter((name) => typeof conn[name] === 'function'))
  const listed = rows('method | test').flatMap((row) => row.names)
  const refused = rows('method | why').flatMap((row) => row.names)
  assert.deepEqual([...listed, ...refused].sort(), methods.sort())
  for (const { names: [name, ...older], cells } of rows('method | test')) {
    for (const text of cells[0].split('<br>').map(textOf)) assert.ok(text.includes(`.${name}(`) || (name === 'send' && text.includes('.send(')), `${name} is not called in the file of its test`)
    for (const old of older) assert.equal(conn[old], conn[name], old)
  }
})

test('every old name is one of a method that is there', async () => {
  const { oldNames } = await source('methods/old-names.ts')
  for (const [old, name] of Object.entries(oldNames)) assert.equal(conn[old], conn[name], old)
})

test('what is not supported stands in the list, with its reason, and says so', async () => {
  const { unsupported } = await source('methods/unsupported.ts')
  const listed = Object.fromEntries(rows('method | why').map(({ names: [name], cells: [why] }) => [name, why]))
  assert.deepEqual(listed, unsupported)
  for (const name of Object.keys(unsupported)) await assert.rejects(conn[name]({}), (err) => err.type === ChatSDK.statusCode.OPERATION_UNSUPPORTED)
})

test('every handler that is told, and every operation, has a row that names a test which waits for it', () => {
  const sources = readdirSync(new URL('../../src/easemob', import.meta.url), { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(new URL(`../../src/easemob/${name}`, import.meta.url), 'utf8')).join('\n')
  const told = new Set([...sources.matchAll(/'(on[A-Z]\w+)'/g)].map((m) => m[1]))
  const handlers = rows('handler | told')
  assert.deepEqual(handlers.flatMap((row) => row.names).sort(), [...told].sort())
  for (const { names, cells: [, name] } of handlers) for (const handler of names) assert.ok(new RegExp(`${handler}\\b`).test(textOf(name)) || (handler === 'onGroupEvent'), `${handler}: ${name}`)
  const operations = new Set([...sources.matchAll(/operation: '(\w+)'|(?:each|others|self)\((?:me, )?event, '(\w+)'/g)].map((m) => m[1] || m[2]))
  for (const { names, cells: [name] } of rows('operation of')) {
    for (const operation of names) {
      assert.ok(operations.has(operation), operation)
      assert.ok(textOf(name).includes(`'${operation}'`), `${operation}: ${name}`)
    }
  }
})
