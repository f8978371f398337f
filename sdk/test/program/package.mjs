// The package as `npm pack` makes it for whoever installs it.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export const sdk = new URL('../..', import.meta.url).pathname

// install lays the package into dir/node_modules.
export function install (dir) {
  const place = join(dir, 'node_modules/hongyan')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  const packed = mkdtempSync(join(tmpdir(), 'hongyan-pack-'))
  try {
    const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', packed], { cwd: sdk, encoding: 'utf8' }))
    execFileSync('tar', ['xzf', join(packed, filename), '-C', place, '--strip-components=1'])
  } finally {
    rmSync(packed, { recursive: true, force: true })
  }
}

// copyOf copies an example to a folder of its own, and gives its path; what a developer installed or built there before
// stays behind. `end` removes it.
export function copyOf (example) {
  const dir = mkdtempSync(join(tmpdir(), `hongyan-${example}-`))
  const left = ['node_modules', 'miniprogram_npm', 'dist', 'unpackage']
  cpSync(join(sdk, 'examples', example), dir, { recursive: true, filter: (path) => !left.includes(basename(path)) })
  return { dir, end: () => rmSync(dir, { recursive: true, force: true }) }
}
