// Builds the face of the older API: dist/easemob.js (CommonJS, minified), .mjs, .d.ts; and a package of its own,
// dist/hongyan-easemob/, whose files lie where those of the old packages lay: an alias of npm keeps old import lines.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url)
const at = (path) => new URL(path, root).pathname

const { version, license } = JSON.parse(readFileSync(at('package.json'), 'utf8'))

const options = {
  absWorkingDir: at('.'),
  bundle: true,
  target: 'es2017',
  platform: 'neutral',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: `/*! hongyan ${version}, Apache-2.0 */` },
  entryPoints: [at('src/easemob/index.ts')],
  logLevel: 'warning',
}

// Both `require` and `import … from` give what the old package gave.
const footer = { js: 'module.exports=module.exports.default;module.exports.default=module.exports;' }

for (const folder of ['dist', 'miniprogram_dist']) mkdirSync(at(folder), { recursive: true })
await build({ ...options, format: 'cjs', minify: true, outfile: at('dist/easemob.js'), footer })
await build({ ...options, format: 'esm', outfile: at('dist/easemob.mjs') })
cpSync(at('dist/easemob.js'), at('miniprogram_dist/easemob.js'))
writeFileSync(at('dist/easemob.d.ts'), "export * from './easemob/index'\nexport { default } from './easemob/index'\n")

// Where old code looks for it, in the two packages of the vendor and in a page's own folder.
export const oldPaths = ['uniApp/Shengwang-chat', 'miniProgram/Shengwang-chat', 'uniApp/Easemob-chat', 'miniProgram/Easemob-chat', 'sdk/Shengwang-chat-miniProgram']

const home = 'dist/hongyan-easemob'
rmSync(at(home), { recursive: true, force: true })
for (const folder of [home, `${home}/miniprogram_dist`]) {
  mkdirSync(at(folder), { recursive: true })
  cpSync(at('dist/easemob.js'), at(`${folder}/index.js`))
  for (const path of oldPaths) {
    mkdirSync(at(`${folder}/${dirname(path)}`), { recursive: true })
    writeFileSync(at(`${folder}/${path}.js`), "module.exports = require('../index.js')\n")
    writeFileSync(at(`${folder}/${path}.d.ts`), "export * from '../index'\nexport { default } from '../index'\n")
  }
}
cpSync(at('dist/easemob.mjs'), at(`${home}/index.mjs`))
// Types: those of the whole, which the face is a part of.
for (const path of readdirSync(at('dist'), { recursive: true })) {
  if (path.endsWith('.d.ts') && !path.startsWith('hongyan-easemob')) cpSync(at(`dist/${path}`), at(`${home}/types/${path}`))
}
for (const folder of [home, `${home}/miniprogram_dist`]) writeFileSync(at(`${folder}/index.d.ts`), `export * from '${folder === home ? './types' : '../types'}/easemob'\nexport { default } from '${folder === home ? './types' : '../types'}/easemob'\n`)
writeFileSync(at(`${home}/package.json`), JSON.stringify({
  name: 'hongyan-easemob', version, license,
  description: 'Chat over a Hongyan server, for code that was written for Easemob or Shengwang.',
  main: 'index.js', module: 'index.mjs', types: 'index.d.ts', miniprogram: 'miniprogram_dist', sideEffects: false,
}, null, 2) + '\n')

const bytes = readFileSync(at('dist/easemob.js'))
console.log(`dist/easemob.js: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
if (bytes.length > 250000) throw new Error('dist/easemob.js is larger than 250 kB')
