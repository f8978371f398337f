// Where sources are, and where what is built is put together: in a folder of its own, so that nobody who reads dist
// meanwhile finds half of it.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const fresh = mkdtempSync(join(tmpdir(), 'hongyan-build-'))

/** A path of the source tree. */
export const at = (path) => join(home, path)

/** A path of what is being built. */
export const out = (path) => join(fresh, path)

/** Writes a file of what is being built. */
export function put (path, content) {
  mkdirSync(dirname(out(path)), { recursive: true })
  writeFileSync(out(path), content)
}

/** Reads a file of what is being built. */
export const built = (path) => readFileSync(out(path))

export const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'))

/** What the server gives out, and `hongyan bake` writes: each path, the built file that lies there, what it is for. */
export const files = JSON.parse(readFileSync(at('files.json'), 'utf8'))
