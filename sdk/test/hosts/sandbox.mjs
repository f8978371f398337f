// A place as strict as a phone: the language's built-ins, timers and the host's own objects, nothing else; code cannot be
// made from strings.
import { readFileSync } from 'node:fs'
import vm from 'node:vm'

// load runs a built file of the SDK beside the host's objects, and gives what it exports.
export function load (globals, file = 'hongyan.js') {
  const bundle = readFileSync(new URL(`../../dist/${file}`, import.meta.url), 'utf8')
  const context = vm.createContext({ setTimeout, clearTimeout, ...globals }, { codeGeneration: { strings: false, wasm: false } })
  // Older phones have none; what is there in a context is V8's own.
  vm.runInContext('delete this.globalThis; delete this.console; delete this.WebAssembly; delete this.SharedArrayBuffer', context)
  const run = vm.runInContext(`(function (module, exports) {${bundle}\n})`, context, { filename: file })
  const module = { exports: {} }
  run(module, module.exports)
  return module.exports
}
