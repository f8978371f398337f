// Bundles one entry: dist/NAME.js for mini-programs, Node and pages, dist/NAME.mjs for bundlers, dist/NAME.d.ts.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { at, built, manifest, out, put } from './paths.mjs'

// The same bytes wherever it is built: no date, no path of the machine, nothing left to be loaded at run time.
const options = {
  absWorkingDir: at('.'),
  bundle: true,
  target: 'es2017',
  platform: 'neutral',
  charset: 'utf8', // a name in Chinese stays as it is
  legalComments: 'none',
  logLevel: 'warning',
}
const license = `/*! hongyan ${manifest.version}, Apache-2.0 */`

/**
 * `names` are those that a page finds it by after `<script src>`. With `asDefault`, both `require` and `import … from` give
 * the default export, as the old packages did. Fails when the file is larger than `most` bytes.
 */
export async function bundle (name, { entry, types, names, most, asDefault = false }) {
  const path = `dist/${name}.js`
  const entryPoints = [at(entry)]
  const result = asDefault ? 'module.exports=module.exports.default;module.exports.default=module.exports;' : ''
  await build({
    ...options, entryPoints, format: 'cjs', minify: true, outfile: out(path),
    banner: { js: `${license}\n!function(host,page){"use strict";var module=host||{exports:{}},exports=module.exports;` },
    footer: { js: `${result}host||(${names.map((name) => `page.${name}=`).join('')}module.exports)}(typeof module=="object"&&module,typeof self=="object"?self:this);` },
  })
  // Not minified: the bundler of the app does that, after it has shaken off what the app does not use.
  await build({ ...options, entryPoints, format: 'esm', outfile: out(`dist/${name}.mjs`), banner: { js: license } })
  put(`dist/${name}.d.ts`, `export * from '${types}'\n${asDefault ? `export { default } from '${types}'\n` : ''}`)
  const bytes = built(path)
  console.log(`${path}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
  if (bytes.length > most) throw new Error(`${path} is larger than ${most} bytes`)
}
