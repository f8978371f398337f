// Builds the face of Tencent's older API: dist/tim.js (CommonJS, minified), .mjs, .d.ts; and a package of its own,
// dist/hongyan-tim/, for an alias of npm (`npm i tim-wx-sdk@npm:hongyan-tim`): old import lines stay as they are.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  entryPoints: [at('src/tim/index.ts')],
  logLevel: 'warning',
}

// Both `require` and `import TIM from` give what the old package gave.
const footer = { js: 'module.exports=module.exports.default;module.exports.default=module.exports;' }

mkdirSync(at('dist'), { recursive: true })
await build({ ...options, format: 'cjs', minify: true, outfile: at('dist/tim.js'), footer })
await build({ ...options, format: 'esm', outfile: at('dist/tim.mjs') })
writeFileSync(at('dist/tim.d.ts'), "export * from './tim/index'\nexport { default } from './tim/index'\n")

// Old code registers a plugin that uploads. Ours is registered and never called: files go to our server.
const plugin = 'module.exports=function TIMUploadPlugin(){};module.exports.default=module.exports;\n'

const home = 'dist/hongyan-tim'
rmSync(at(home), { recursive: true, force: true })
for (const folder of [home, `${home}/miniprogram_dist`]) {
  mkdirSync(at(folder), { recursive: true })
  cpSync(at('dist/tim.js'), at(`${folder}/index.js`))
  writeFileSync(at(`${folder}/tim-upload-plugin.js`), plugin)
}
cpSync(at('dist/tim.mjs'), at(`${home}/index.mjs`))
writeFileSync(at(`${home}/package.json`), JSON.stringify({
  name: 'hongyan-tim', version, license,
  description: 'Chat over a Hongyan server, for code that was written for tim-wx-sdk or tim-js-sdk.',
  main: 'index.js', module: 'index.mjs', miniprogram: 'miniprogram_dist', sideEffects: false,
}, null, 2) + '\n')
mkdirSync(at('miniprogram_dist/tim'), { recursive: true })
cpSync(at('dist/tim.js'), at('miniprogram_dist/tim/index.js'))

const bytes = readFileSync(at('dist/tim.js'))
console.log(`dist/tim.js: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
if (bytes.length > 250000) throw new Error('dist/tim.js is larger than 250 kB')
