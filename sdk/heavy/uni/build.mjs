// Builds the example for uni-app as a developer does.
import { execFile } from 'node:child_process'
import { readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyOf, sdk } from '../../test/program/package.mjs'

// example is a copy of it with what `prepare` installed, so that builds can run side by side.
export function example () {
  const copy = copyOf('uni-app')
  symlinkSync(join(sdk, 'examples/uni-app/node_modules'), join(copy.dir, 'node_modules'))
  return copy
}

// build builds for a platform, and gives the folder that it made.
export async function build (dir, platform, env = {}) {
  await promisify(execFile)('npm', ['run', '--silent', `build:${platform}`], { cwd: dir, env: { ...process.env, ...env } })
  return join(dir, 'dist/build', platform)
}

export const sizeOf = (dir) => readdirSync(dir, { recursive: true }).map((path) => statSync(join(dir, path))).reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)
