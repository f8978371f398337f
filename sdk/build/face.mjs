// Builds a face of an older API: dist/NAME.js (CommonJS, minified), .mjs, .d.ts; and a package of its own,
// dist/hongyan-NAME/, for an alias of npm: old import lines stay as they are.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export const at = (path) => new URL(`../${path}`, import.meta.url).pathname

const { version, license } = JSON.parse(readFileSync(at('package.json'), 'utf8'))

// What every file of the package is built with: nothing is left to be loaded at run time.
export const options = {
  absWorkingDir: at('.'),
  bundle: true,
  target: 'es2017',
  platform: 'neutral',
  charset: 'utf8', // a name in Chinese stays as it is
  legalComments: 'none',
  banner: { js: `/*! hongyan ${version}, Apache-2.0 */` },
  logLevel: 'warning',
}

// report tells how large a built file is, and fails when it is larger than it may be.
export function report (path, most) {
  const bytes = readFileSync(at(path))
  console.log(`${path}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
  if (bytes.length > most) throw new Error(`${path} is larger than ${most} bytes`)
}

// Both `require` and `import … from` give what the old package gave.
const footer = { js: 'module.exports=module.exports.default;module.exports.default=module.exports;' }

// face builds one, and gives the folders of its own package: the one that Node and bundlers read, and the one that
// mini-programs do.
export async function face (name, description) {
  const entry = { ...options, entryPoints: [at(`src/${name}/index.ts`)] }
  await build({ ...entry, format: 'cjs', minify: true, outfile: at(`dist/${name}.js`), footer })
  await build({ ...entry, format: 'esm', outfile: at(`dist/${name}.mjs`) })
  writeFileSync(at(`dist/${name}.d.ts`), `export * from './${name}/index'\nexport { default } from './${name}/index'\n`)
  report(`dist/${name}.js`, 250_000)
  const home = `dist/hongyan-${name}`
  const folders = [home, `${home}/miniprogram_dist`]
  const types = readdirSync(at('dist'), { recursive: true }).filter((path) => path.endsWith('.d.ts') && !path.startsWith('hongyan-'))
  rmSync(at(home), { recursive: true, force: true })
  for (const folder of folders) {
    mkdirSync(at(folder), { recursive: true })
    cpSync(at(`dist/${name}.js`), at(`${folder}/index.js`))
    const from = folder === home ? './types' : '../types'
    writeFileSync(at(`${folder}/index.d.ts`), `export * from '${from}/${name}'\nexport { default } from '${from}/${name}'\n`)
  }
  cpSync(at(`dist/${name}.mjs`), at(`${home}/index.mjs`))
  for (const path of types) cpSync(at(`dist/${path}`), at(`${home}/types/${path}`)) // the face is a part of the whole
  writeFileSync(at(`${home}/package.json`), JSON.stringify({
    name: `hongyan-${name}`, version, license, description,
    main: 'index.js', module: 'index.mjs', types: 'index.d.ts', miniprogram: 'miniprogram_dist', sideEffects: false,
  }, null, 2) + '\n')
  return folders
}
