// Installs what the example for uni-app needs: what its lock file says, and the package as npm packs it now.
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { install, sdk } from '../../test/program/package.mjs'

const example = join(sdk, 'examples/uni-app')
const age = (path) => statSync(join(example, path), { throwIfNoEntry: false })?.mtimeMs ?? 0

if (age('node_modules/.package-lock.json') <= age('package-lock.json')) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: example, stdio: ['ignore', 'inherit', 'inherit'] })
}
install(example)
