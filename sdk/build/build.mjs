// Builds the package: dist/hongyan.js (CommonJS, minified), .mjs, .d.ts, and miniprogram_dist/, which WeChat's builder
// copies whole.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { at, options, report } from './face.mjs'

const entry = { ...options, entryPoints: [at('src/index.ts')] }

rmSync(at('dist'), { recursive: true, force: true })
mkdirSync(at('miniprogram_dist'), { recursive: true })
await build({ ...entry, format: 'cjs', minify: true, outfile: at('dist/hongyan.js') })
// Not minified: the bundler of the app does that, after it has shaken off what the app does not use.
await build({ ...entry, format: 'esm', outfile: at('dist/hongyan.mjs') })
copyFileSync(at('dist/hongyan.js'), at('miniprogram_dist/index.js'))
copyFileSync(at('../LICENSE'), at('LICENSE'))
execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', at('tsconfig.json'), '--emitDeclarationOnly'], { stdio: 'inherit' })
writeFileSync(at('dist/hongyan.d.ts'), "export * from './index'\n")

report('dist/hongyan.js', 100_000)

await import('./easemob.mjs')
await import('./tim.mjs')
