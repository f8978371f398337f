// Takes what was built to its place, or compares it with what lies there.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { at, out } from './paths.mjs'

// All below these is built; nothing else may lie there.
const places = ['LICENSE', 'dist', 'miniprogram_dist']

/** Writes what is new, and removes what is built no more. Files that stay the same are not touched. */
export function install () {
  for (const path of differing()) {
    if (!existsSync(out(path))) {
      rmSync(at(path))
      continue
    }
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), readFileSync(out(path)))
  }
}

/** Tells which files are not as they were built now, and fails when there are any. */
export function check () {
  const paths = differing()
  if (paths.length === 0) return
  for (const path of paths) console.error(`sdk/${path}: ${!existsSync(at(path)) ? 'is missing' : existsSync(out(path)) ? 'is not what the sources give' : 'is built no more'}`)
  console.error('Run `make sdk`, and commit what changes.')
  process.exitCode = 1
}

function differing () {
  const paths = new Set(places.flatMap((place) => [...below(out, place), ...below(at, place)]))
  return [...paths].sort().filter((path) => !existsSync(at(path)) || !existsSync(out(path)) || !readFileSync(at(path)).equals(readFileSync(out(path))))
}

function below (where, path) {
  if (!existsSync(where(path))) return []
  if (!statSync(where(path)).isDirectory()) return [path]
  return readdirSync(where(path)).flatMap((name) => below(where, `${path}/${name}`))
}
