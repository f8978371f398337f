// Modules of src, for tests of one part.
import { build } from 'esbuild'

export async function source (...paths) {
  const contents = paths.map((path) => `export * from './${path}'`).join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: new URL('../../src', import.meta.url).pathname, loader: 'ts' },
    bundle: true, format: 'esm', target: 'es2017', write: false,
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`)
}

// random gives the same numbers for the same seed: a test that fails can be run again.
export function random (seed) {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return { next, below: (n) => Math.floor(next() * n), chance: (p) => next() < p, pick: (list) => list[Math.floor(next() * list.length)] }
}

export const settled = () => new Promise((resolve) => setImmediate(resolve))
