// Builds the package: dist/hongyan.js (CommonJS, minified), .mjs, .d.ts, and miniprogram_dist/, which WeChat's builder
// copies whole. Nothing is left to be loaded at run time.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url)
const at = (path) => new URL(path, root).pathname

const version = JSON.parse(readFileSync(at('package.json'), 'utf8')).version
const banner = `/*! hongyan ${version}, Apache-2.0 */`

const options = {
  absWorkingDir: at('.'),
  bundle: true,
  target: 'es2017',
  platform: 'neutral',
  charset: 'utf8', // a name in Chinese stays as it is
  legalComments: 'none',
  banner: { js: banner },
  entryPoints: [at('src/index.ts')],
  logLevel: 'warning',
}

rmSync(at('dist'), { recursive: true, force: true })
mkdirSync(at('miniprogram_dist'), { recursive: true })
await build({ ...options, format: 'cjs', minify: true, outfile: at('dist/hongyan.js') })
// Not minified: the bundler of the app does that, after it has shaken off what the app does not use.
await build({ ...options, format: 'esm', outfile: at('dist/hongyan.mjs') })
copyFileSync(at('dist/hongyan.js'), at('miniprogram_dist/index.js'))
copyFileSync(at('../LICENSE'), at('LICENSE'))
execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.json'), '--emitDeclarationOnly'], { stdio: 'inherit' })
writeFileSync(at('dist/hongyan.d.ts'), "export * from './index'\n")

const bytes = readFileSync(at('dist/hongyan.js'))
console.log(`dist/hongyan.js: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)

await import('./easemob.mjs')
await import('./tim.mjs')
