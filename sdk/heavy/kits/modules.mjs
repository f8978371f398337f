// Loads the files of a mini-program as WeChat does: `import` is translated, a name without dots is looked for beside the
// file first, and what a browser or Node has beside the language is not there.
import { existsSync, readFileSync } from 'node:fs'
import Module from 'node:module'
import { dirname, join } from 'node:path'
import { transformSync } from 'esbuild'

const missing = [
  'window', 'document', 'frames', 'self', 'location', 'navigator', 'localStorage', 'history', 'screen', 'alert', 'confirm',
  'prompt', 'XMLHttpRequest', 'WebSocket', 'fetch', 'TextEncoder', 'TextDecoder', 'URL', 'AbortController', 'process', 'Buffer',
]

export function loadAsWeChat (root) {
  const { '.js': load } = Module._extensions
  Module._extensions['.js'] = (module, file) => {
    if (!file.startsWith(root)) return load(module, file)
    const { code } = transformSync(readFileSync(file, 'utf8'), { format: 'cjs', target: 'es2020', sourcefile: file })
    module._compile(`(function (${missing}) {${code}\n})()`, file)
  }
  const resolve = Module._resolveFilename
  Module._resolveFilename = function (name, parent, ...rest) {
    const from = parent && parent.filename
    if (from && from.startsWith(root) && !/^[./]/.test(name)) {
      const beside = join(dirname(from), `${name}.js`)
      if (existsSync(beside)) return beside
    }
    return resolve.call(this, name, parent, ...rest)
  }
}
