// Where baked files come from: the server, which has its own, or this package. Each gives `{baked, files}`: the address that
// is in them, and `{path, about, content}` of each.
import { readFileSync } from 'node:fs'
import { Refusal } from './refusal.mjs'

const patience = 30_000
const pathForm = /^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$/

/** Asks the server for its files. */
export async function fetchBaked (server, app, only) {
  const query = app ? `?app=${encodeURIComponent(app)}` : ''
  const list = await listOf(server, query, app)
  const files = []
  for (const { path, about } of chosen(list.files, only)) {
    const answer = await get(`${server}/sdk/${path}${query}`)
    if (!answer.ok) throw new Refusal(`${server}/sdk/${path}: HTTP ${answer.status}`)
    files.push({ path, about, content: answer.body })
  }
  return { baked: list.address, files }
}

async function listOf (server, query, app) {
  const answer = await get(`${server}/sdk/files.json${query}`)
  const said = parsed(answer.body)
  if (said && said.code === 'no_such_app') throw new Refusal(`${server} has no app ${app}: ${said.detail}`)
  if (said && said.code && said.detail) throw new Refusal(`${server} refuses: ${said.detail}`)
  const whole = answer.ok && said && said.hongyan && said.address && Array.isArray(said.address.servers) && Array.isArray(said.files)
  if (!whole) throw new Refusal(`${server} is no Hongyan server, or an older one: its /sdk/files.json is not what one gives (HTTP ${answer.status}). --offline bakes without asking it`)
  // They become files on this machine: none may lie outside of the folder.
  if (!said.files.every(({ path }) => pathForm.test(path))) throw new Refusal(`${server} names files that are none`)
  return said
}

function parsed (body) {
  try {
    return JSON.parse(body)
  } catch (_) {
    return undefined
  }
}

async function get (url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience) })
    return { ok: answer.ok, status: answer.status, body: Buffer.from(await answer.arrayBuffer()) }
  } catch (err) {
    const why = err.name === 'TimeoutError' ? `no answer in ${patience / 1000} seconds` : (err.cause && (err.cause.message || err.cause.code)) || err.message
    throw new Refusal(`${url}: ${why}`)
  }
}

/** Bakes the files of this package. */
export function bakeHere (server, app, only) {
  const baked = app ? { servers: [server], app } : { servers: [server] }
  const home = new URL('../', import.meta.url)
  const list = JSON.parse(readFileSync(new URL('files.json', home), 'utf8'))
  const files = chosen(list, only).map(({ path, file, about }) => {
    const text = readFileSync(new URL(file, home), 'utf8')
    return { path, about, content: text.replace('"%hongyan-baked-address%"', () => literal(baked)) }
  })
  return { baked, files }
}

// literal is the address as a JSON text in a string of JavaScript, which nothing in it can end.
function literal (address) {
  return JSON.stringify(JSON.stringify(address)).replace(/[<>\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function chosen (list, only) {
  if (!only) return list
  return only.map((wanted) => {
    const found = list.find(({ path }) => path === wanted)
    if (!found) throw new Refusal(`--only ${wanted}: there is no such file. There are ${list.map(({ path }) => path).join(', ')}`)
    return found
  })
}
