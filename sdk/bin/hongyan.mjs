#!/usr/bin/env node
// `hongyan bake` writes the files of the SDK, and of the faces of older APIs, with a server's address in them: a copy of one
// is enough, and old code stays as it is.
import { parseArgs } from 'node:util'
import { bakeHere, fetchBaked } from './baked.mjs'
import { write } from './folder.mjs'
import { Refusal } from './refusal.mjs'

const usage = `hongyan bake --server URL --out FOLDER [--app NAME] [--only PATH]...

Writes the SDK's files, each with the server's address in it, in the folders of the old packages.

  --server URL     the server, as https://chat.example.com; the files are those that it gives out
  --out FOLDER     where they go; it must not exist, or be empty
  --app NAME       the app, by its name or one of its aliases; without it "default", or with --offline the one that
                   the old code names
  --sdkappid N     the app, by its SDKAppID
  --only PATH      this file alone, as tim-wx-sdk.js; may be said several times
  --offline        do not ask the server: bake the files of this package
  --force          write into a folder that is not empty, over what is there
  --help           this text
`

const options = {
  server: { type: 'string' }, out: { type: 'string' }, app: { type: 'string' }, sdkappid: { type: 'string' }, only: { type: 'string', multiple: true },
  offline: { type: 'boolean' }, force: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
}

async function main (args) {
  const { values, positionals } = read(args)
  if (values.help || (positionals.length === 0 && args.length === 0)) return console.log(usage)
  if (positionals[0] !== 'bake' || positionals.length > 1) throw new Refusal(`there is the command bake, and no other: ${positionals.join(' ') || 'none was named'}`, usage)
  if (!values.out) throw new Refusal('say where the files go: --out ./sdk', usage)
  if (values.app && values.sdkappid) throw new Refusal('--app and --sdkappid both name the app: say one of them')
  if (values.sdkappid && !/^[1-9]\d{0,19}$/.test(values.sdkappid)) throw new Refusal(`--sdkappid ${values.sdkappid}: it is a number, which \`hongyan key\` prints on the server`)
  const server = address(values.server)
  const app = values.app || values.sdkappid
  const { baked, files } = await (values.offline ? bakeHere : fetchBaked)(server, app, values.only)
  write(values.out, files, values.force)
  console.log(`Baked for ${baked.servers.join(', ')}${baked.app ? `, app ${baked.app}` : ''}, into ${values.out}:`)
  const width = Math.max(...files.map(({ path }) => path.length))
  for (const { path, about } of files) console.log(`  ${path.padEnd(width)}  ${about}`)
  if (baked.servers[0] !== server) {
    console.error(`Note: you asked ${server}, but the server says that clients reach it at ${baked.servers[0]}, and that is baked. ` +
      'If it is wrong, start the server with --public-url, or with --trusted-proxies when a proxy stands before it.')
  }
}

function read (args) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (err) {
    throw new Refusal(err.message, usage)
  }
}

// address checks a server's address, and gives it without a slash at its end.
function address (text) {
  if (!text) throw new Refusal('say which server: --server https://chat.example.com', usage)
  let url
  try {
    url = new URL(text)
  } catch (_) {
    url = undefined
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || /[?#]/.test(text)) {
    throw new Refusal(`--server ${text}: write http:// or https:// with the host and maybe port and path, as https://chat.example.com`)
  }
  return url.href.replace(/\/+$/, '')
}

try {
  await main(process.argv.slice(2))
} catch (err) {
  if (!(err instanceof Refusal)) throw err
  console.error(`hongyan: ${err.message}${err.usage ? `\n\n${err.usage}` : ''}`)
  process.exitCode = err.usage ? 2 : 1
}
