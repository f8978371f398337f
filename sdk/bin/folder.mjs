// The folder that files are written to.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Refusal } from './refusal.mjs'

/** Writes the files. With `force`, also where something is. */
export function write (folder, files, force) {
  const there = statSync(folder, { throwIfNoEntry: false })
  if (there && !there.isDirectory()) throw new Refusal(`--out ${folder}: that is a file`)
  if (there && !force && readdirSync(folder).length > 0) throw new Refusal(`--out ${folder}: the folder is there, and not empty. Name another one, or say --force to write over what is in it`)
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
  } catch (err) {
    throw new Refusal(`--out ${folder}: ${err.message}`)
  }
}
