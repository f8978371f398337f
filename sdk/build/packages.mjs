// Makes the packages for an alias of npm, with which old import lines stay as they are: hongyan-easemob and hongyan-tim,
// each with the face where the files of the old packages lay. They are copies of dist/, for publishing, and lie in
// packages/ or in the folder that is named.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { at, files, manifest, out } from './paths.mjs'

rmSync(out('.'), { recursive: true, force: true }) // nothing is built here
const home = process.argv[2] || at('packages')
const types = readdirSync(at('dist'), { recursive: true }).filter((path) => path.endsWith('.d.ts'))

function make (face, description) {
  const root = join(home, `hongyan-${face}`)
  rmSync(root, { recursive: true, force: true })
  for (const folder of ['', 'miniprogram_dist']) {
    const from = folder ? '../types' : './types'
    const write = (path, text) => {
      mkdirSync(dirname(join(root, folder, path)), { recursive: true })
      writeFileSync(join(root, folder, path), text)
    }
    write('index.d.ts', `export * from '${from}/${face}'\nexport { default } from '${from}/${face}'\n`)
    cpSync(at(`dist/${face}.js`), join(root, folder, 'index.js'))
    for (const { path, file, old } of files) {
      if (!old || !file.startsWith(`dist/${face}`)) continue
      if (file !== `dist/${face}.js`) {
        cpSync(at(file), join(root, folder, path))
        continue
      }
      const up = '../'.repeat(path.split('/').length - 1) || './'
      write(path, `module.exports = require('${up}index.js')\n`)
      write(path.replace(/\.js$/, '.d.ts'), `export * from '${up}index'\nexport { default } from '${up}index'\n`)
    }
  }
  cpSync(at(`dist/${face}.mjs`), join(root, 'index.mjs'))
  for (const path of types) cpSync(at(`dist/${path}`), join(root, 'types', path)) // the face is a part of the whole
  cpSync(at('../LICENSE'), join(root, 'LICENSE'))
  const { version, license } = manifest
  writeFileSync(join(root, 'package.json'), JSON.stringify({
    name: `hongyan-${face}`, version, license, description,
    main: 'index.js', module: 'index.mjs', types: 'index.d.ts', miniprogram: 'miniprogram_dist', sideEffects: false,
  }, null, 2) + '\n')
}

make('easemob', 'Chat over a Hongyan server, for code that was written for Easemob or Shengwang.')
make('tim', 'Chat over a Hongyan server, for code that was written for tim-wx-sdk or tim-js-sdk.')
