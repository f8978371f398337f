// Runs a mini-program as its host would: the folder that a developer uploads, in a place as strict as a phone, its pages
// drawn from their templates and touched where a user touches them.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import vm from 'node:vm'
import { transformSync } from 'esbuild'
import { within } from '../server.mjs'
import { all, draw, parse } from './template.mjs'

// Beside the host's object: how its templates end, and where its npm packages lie.
const kinds = {
  wx: { template: '.wxml', modules: 'miniprogram_npm' },
  qq: { template: '.qml', modules: 'miniprogram_npm' },
  my: { template: '.axml', modules: 'node_modules' },
}

// What the data of a page is to its template: a copy without functions.
const copy = (value) => value === undefined ? undefined : JSON.parse(JSON.stringify(value))

export class Program {
  // host: an emulated one. name: that of its object, `wx`. dir: where app.json is.
  constructor (name, host, dir) {
    Object.assign(this, { name, host, dir, kind: kinds[name], stack: [], toasts: [], waiting: [], loaded: new Map(), declared: undefined })
    this.api = { ...host.api(), ...this.ui() }
    this.context = vm.createContext({
      setTimeout, clearTimeout, setInterval, clearInterval,
      console: { ...console, log () {}, info () {}, debug () {} },
      [name]: this.api,
      ...(name !== 'my' && { global: {} }), // what uni-app's runtime leaves its own in
      App: (options) => { this.app = options },
      Page: (options) => { this.declared = options },
      Component: (options) => { this.declared = { ...options, ...options.methods } },
      Behavior: (options) => options,
      getApp: () => this.app,
      getCurrentPages: () => this.stack.slice(),
    }, { codeGeneration: { strings: false, wasm: false } })
    vm.runInContext('delete this.globalThis; delete this.WebAssembly; delete this.SharedArrayBuffer', this.context)
    this.config = JSON.parse(readFileSync(join(dir, 'app.json'), 'utf8'))
    this.require('/app.js')
    for (const call of ['onLaunch', 'onShow']) if (this.app[call]) this.app[call]({ path: this.config.pages[0], query: {}, scene: 1001 })
    this.go(this.config.pages[0], {})
  }

  get page () { return this.stack[this.stack.length - 1] }

  // ui is what a host offers beside sockets and files: ways from page to page, words to the user, his pictures.
  ui () {
    const to = (leave) => ({ url, success, fail }) => {
      const [, path, search] = /^\/?([^?]*)\??(.*)$/.exec(url)
      // A phone does it after the call has returned.
      setTimeout(() => {
        if (!this.config.pages.includes(path)) throw new Error(`${url}: no such page`)
        for (let n = leave(); n > 0; n--) this.leave()
        this.go(path, Object.fromEntries(search.split('&').filter(Boolean).map((pair) => pair.split('='))))
        if (success) success({ errMsg: 'ok' })
      }, 0)
    }
    const nothing = () => {}
    const system = { platform: 'android', SDKVersion: '3.8.0', version: '10.2.0', windowWidth: 390, windowHeight: 800, pixelRatio: 2, language: 'en' }
    return {
      navigateTo: to(() => 0),
      redirectTo: to(() => 1),
      reLaunch: to(() => this.stack.length),
      navigateBack: () => { this.back() },
      showToast: ({ title, content }) => { this.toasts.push(title || content) },
      setNavigationBarTitle: ({ title }) => { this.title = title },
      setNavigationBar: ({ title }) => { this.title = title },
      chooseMedia: ({ success }) => success({ tempFiles: [{ tempFilePath: this.chosen, size: 1, fileType: 'image' }] }),
      chooseImage: ({ success }) => success({ tempFilePaths: [this.chosen], apFilePaths: [this.chosen], tempFiles: [{ path: this.chosen, size: 1 }] }),
      getSystemInfoSync: () => system,
      getWindowInfo: () => system,
      getDeviceInfo: () => system,
      getAppBaseInfo: () => system,
      getSystemSetting: () => system,
      getAppAuthorizeSetting: () => system,
      getLaunchOptionsSync: () => ({ path: this.config.pages[0], query: {}, scene: 1001 }),
      getEnterOptionsSync: () => ({ path: this.config.pages[0], query: {}, scene: 1001 }),
      canIUse: () => true,
      SDKVersion: '2.9.0',
      nextTick: (call) => setTimeout(call, 0),
      onError: nothing, onUnhandledRejection: nothing, onPageNotFound: nothing, onThemeChange: nothing, offThemeChange: nothing,
    }
  }

  // require loads a module as the vendor's tools do: a file of the program, or a package from where they put packages.
  require (name, from = '/') {
    const path = this.find(name, from)
    if (!this.loaded.has(path)) {
      const module = { exports: {} }
      this.loaded.set(path, module)
      const source = readFileSync(join(this.dir, path), 'utf8')
      // The tools make CommonJS of a program's own modules; packages are taken as they are.
      const code = path.includes(this.kind.modules) ? source : transformSync(source, { format: 'cjs', target: 'es2017' }).code
      const run = vm.runInContext(`(function (require, module, exports) {${code}\n})`, this.context, { filename: join(this.dir, path) })
      run((other) => this.require(other, dirname(path)), module, module.exports)
    }
    return this.loaded.get(path).exports
  }

  find (name, from) {
    const own = name.startsWith('.') || name.startsWith('/')
    const base = name.startsWith('.') ? join(from, name) : own ? name : `/${this.kind.modules}/${name}`
    const manifest = join(this.dir, base, 'package.json')
    const main = !own && existsSync(manifest) ? join(base, JSON.parse(readFileSync(manifest, 'utf8')).main || 'index.js') : `${base}/index.js`
    const file = [base, `${base}.js`, main].find((path) => statSync(join(this.dir, path), { throwIfNoEntry: false })?.isFile())
    if (!file) throw new Error(`${from}: there is no ${name}`)
    return file
  }

  go (path, query) {
    this.loaded.delete(`/${path}.js`) // each page of a path has its own declaration
    this.require(`/${path}.js`)
    const options = this.declared
    const program = this
    const page = {
      ...options, route: path, is: path, options: query,
      data: copy(typeof options.data === 'function' ? options.data() : options.data) || {},
      properties: Object.fromEntries(Object.entries(options.properties || {}).map(([key, property]) => [key, property && property.value])),
      template: parse(readFileSync(join(this.dir, path + this.kind.template), 'utf8')),
      setData (change, done) {
        for (const [key, value] of Object.entries(copy(change))) set(this.data, key, value)
        program.changed()
        if (done) done.call(this)
      },
      // A page has no component above it, and here none below.
      triggerEvent () {},
      selectComponent: () => null,
      selectAllComponents: () => [],
    }
    this.stack.push(page)
    const { lifetimes = {} } = options
    for (const call of [lifetimes.created || options.created, lifetimes.attached || options.attached]) if (call) call.call(page)
    this.tell(page, 'onLoad', query)
    this.tell(page, 'onShow')
    const ready = lifetimes.ready || options.ready
    if (ready) ready.call(page)
    this.tell(page, 'onReady')
    this.changed()
  }

  leave () {
    const page = this.stack.pop()
    this.tell(page, 'onUnload')
    const { detached } = page.lifetimes || page
    if (detached) detached.call(page)
    if (!this.page) return
    this.tell(this.page, 'onShow')
    this.changed()
  }

  tell (page, name, ...args) { if (page[name]) page[name](...args) }

  // drawn is what the page shows now, as a list of nodes.
  drawn () { return all(draw(this.page.template, this.page.data, this.name)) }

  // text is what a user reads on the page.
  text () { return this.drawn().filter((node) => node.text).map((node) => node.text).join('\n') }

  pictures () { return this.drawn().filter((node) => node.tag === 'image').map((node) => node.attrs.src) }

  changed () { this.waiting = this.waiting.filter((look) => !look()) }

  // until waits for the page to look so: a text on it, or what a function of the program finds.
  async until (sight, ms = 15000) {
    const find = typeof sight === 'function' ? () => sight(this) : () => this.text().includes(sight)
    let late
    try {
      return await within(String(sight), ms, (resolve) => {
        const look = () => {
          const found = find()
          if (found) resolve(found)
          return found
        }
        if (!look()) this.waiting.push(look)
      })
    } catch (err) {
      late = new Error(`${err.message}; the page ${this.page && this.page.route} shows:\n${this.page && this.text()}`)
    }
    throw late
  }

  // tap touches what carries a text.
  tap (text) {
    const node = this.drawn().find((one) => one.text === text)
    if (!node) throw new Error(`nothing says ${text}:\n${this.text()}`)
    if (!this.fire(node.parent, 'tap', {})) throw new Error(`nothing happens at ${text}`)
  }

  // choose touches what asks for a picture, and gives one.
  choose (text, bytes) {
    this.chosen = this.host.temporary(bytes)
    this.tap(text)
  }

  back () { this.leave() }

  // type writes into the field with a placeholder.
  type (placeholder, value) {
    const field = this.drawn().find((one) => one.tag === 'input' && one.attrs.placeholder === placeholder)
    if (!field) throw new Error(`there is no field ${placeholder}`)
    if (!this.fire(field, 'input', { value, cursor: value.length })) throw new Error(`nothing happens at ${placeholder}`)
  }

  // fire calls the handlers of an event, from a node outwards.
  fire (target, type, detail) {
    let heard = false
    for (let node = target; node; node = node.parent) {
      const handler = node.handlers && node.handlers[type]
      if (!handler) continue
      const call = this.page[handler.name]
      if (typeof call !== 'function') throw new Error(`the page has no handler ${handler.name}`)
      const about = (one) => ({ id: one.attrs.id || '', dataset: copy(one.dataset) })
      call.call(this.page, { type, detail, target: about(target), currentTarget: about(node), timeStamp: Date.now(), mark: {} })
      heard = true
      if (handler.stops) break
    }
    return heard
  }
}

// set puts a value at a path: `rows[0].title`.
function set (data, path, value) {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.')
  const last = keys.pop()
  let at = data
  for (const key of keys) at = at[key] ??= {}
  if (value === undefined) delete at[last]
  else at[last] = value
}
