// What runs in a phone's thread: WeChat as far as it can be had without the vendor's tools. Its socket, requests and files
// are those of the emulation that the SDK's own tests use; components are run by WeChat's own miniprogram-simulate.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { JSDOM } from 'jsdom'
import { WxFamily } from '../../test/hosts/wx.mjs'
import { loadAsWeChat } from './modules.mjs'
import { addUI } from './ui.mjs'

const require = createRequire(import.meta.url)
const { root, page: path, port } = workerData

const { window } = new JSDOM('<body></body>')
const { document } = window
Object.assign(globalThis, { window, document, CustomEvent: window.CustomEvent })

const mistakes = []
process.on('unhandledRejection', (thrown) => mistakes.push(said(thrown)))
process.on('uncaughtException', (thrown) => mistakes.push(said(thrown)))
const said = (thrown) => ({ code: thrown && thrown.code, message: String((thrown && thrown.stack) || thrown) })

const phone = new WxFamily(port)
const ui = addUI(phone)
globalThis.wx = ui.api

loadAsWeChat(root)
const exparser = require('miniprogram-exparser')
const simulate = require('miniprogram-simulate')
exparser.addGlobalErrorListener((thrown) => mistakes.push(said(thrown)))

// What the screen shows of a view must be seen in the document: the simulator keeps most attributes to itself.
const shownAs = (tag, properties) => simulate.load({
  id: tag, tagName: `wx-${tag}`, template: '<slot/>',
  properties: Object.fromEntries(Object.entries(properties).map(([name, type]) => [name, {
    type,
    observer (value) {
      if (type === Boolean) this._exparserNode.$$.toggleAttribute(name, value)
      else this._exparserNode.$$.setAttribute(name, value)
    },
  }])),
})
shownAs('view', { hidden: Boolean })
shownAs('image', { src: String })
shownAs('input', { value: String, placeholder: String })
shownAs('textarea', { value: String })

// The app keeps the SDK in wx.$TUIKit: what it asks for there is counted until it is answered.
let asked = 0
let sdk
Object.defineProperty(globalThis.wx, '$TUIKit', { get: () => sdk, set: (instance) => { sdk = counted(instance) } })

function counted (instance) {
  const answered = () => { asked-- }
  return Object.fromEntries(Object.entries(instance).map(([name, method]) => [name, (...args) => {
    const answer = method(...args)
    if (answer && answer.then) {
      asked++
      answer.then(answered, answered)
    }
    return answer
  }]))
}

// In WeChat an observer that sets its own property is not called again by that; components that come later are told that
// they are ready, too; what is set stays the same object in `data` (only what is shown, or passed on, is a copy); and a
// component that is not there is null.
let shown = false
const { Component } = globalThis
globalThis.Component = (definition) => {
  Object.values(definition.properties || {}).forEach((property) => property.observer && (property.observer = once(property.observer)))
  const { created = definition.created, attached = definition.attached } = definition.lifetimes || {}
  definition.lifetimes = {
    ...definition.lifetimes,
    created () {
      const { setData } = this
      this.setData = (values, done) => {
        const names = Object.keys(values)
        setData(Object.fromEntries(names.filter((name) => isData(values[name])).map((name) => [name, values[name]])), done)
        names.filter((name) => /^\w+$/.test(name)).forEach((name) => { this.data[name] = values[name] })
      }
      const { selectComponent } = this
      this.selectComponent = (selector) => this._exparserNode.shadowRoot.querySelector(selector) && selectComponent(selector)
      if (created) created.call(this)
    },
    attached () {
      if (attached) attached.call(this)
      if (shown) queueMicrotask(() => this._exparserNode.triggerLifeTime('ready', []))
    },
  }
  Component(definition)
}

// A component that keeps an instance of a class in its data does not show it.
const isData = (value) => value === null || typeof value !== 'object' || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype

function once (observer) {
  const inside = new Set()
  return function (...args) {
    if (inside.has(this)) return
    inside.add(this)
    try {
      observer.apply(this, args)
    } finally {
      inside.delete(this)
    }
  }
}

let app
globalThis.App = (definition) => {
  app = definition
  if (app.onLaunch) app.onLaunch()
}
globalThis.getApp = () => app
globalThis.getCurrentPages = () => [{ route: 'pages/index/index' }]
globalThis.Page = ({ data, ...methods }) => globalThis.Component({ data, methods })

require(`${root}/app.js`)
const page = simulate.render(simulate.load(path, { rootPath: root }))
// A page is loaded when its components are there, and before they are ready.
const { pretendAttached } = exparser.Element
exparser.Element.pretendAttached = (node) => {
  pretendAttached(node)
  page.instance.onLoad()
}
page.attach(document.body)
exparser.Element.pretendAttached = pretendAttached
shown = true

const words = (element) => element.textContent.replace(/\s+/g, ' ').trim()
const named = (element, name) => [...element.classList].some((one) => one === name || one.endsWith(`--${name}`)) ||
  element.localName === name.toLowerCase() || element.getAttribute('placeholder') === name || (element.getAttribute('src') || '').endsWith(`/${name}`)
const all = (name) => [...document.body.querySelectorAll('*')].filter((one) => named(one, name) && !one.closest('[hidden]'))
const found = (name, text) => all(name).find((one) => words(one).includes(text))

const changes = new Set()
new window.MutationObserver(() => changes.forEach((look) => look())).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })

// until waits for an answer other than undefined and false.
function until (what, look) {
  return new Promise((resolve, reject) => {
    const end = (settle, value) => {
      clearTimeout(timer)
      changes.delete(again)
      settle(value)
    }
    const again = () => {
      const answer = look()
      if (answer) end(resolve, answer)
    }
    const timer = setTimeout(() => end(reject, `${what}: not in 15 s. The screen shows: ${words(document.body)}. Mistakes: ${JSON.stringify(mistakes)}`), 15000)
    changes.add(again)
    again()
  })
}

function happens (element, name, detail = {}) {
  const bubbles = name === 'tap' || name === 'longpress'
  exparser.Event.dispatchEvent(element.__wxElement, exparser.Event.create(name, detail, { bubbles, composed: bubbles, capturePhase: bubbles, extraFields: { touches: [], changedTouches: [] } }))
}

// rest waits until all that the app asked for was answered: people touch what has come up.
async function rest () {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5))
  do await pause()
  while (asked > 0)
}

const can = {
  sees: async (name, text) => words(await until(`${name} with "${text}"`, () => found(name, text))),
  gone: (name, text) => until(`no ${name} with "${text}"`, () => !found(name, text)),
  shown: (name) => all(name).map(words),
  picture: (name) => until(`a picture in ${name}`, () => all(name).map((one) => one.getAttribute('src') || (one.querySelector('[src]') || one).getAttribute('src')).find(Boolean)),
  touch: async (event, name, text) => {
    const look = () => until(`${name} with "${text}"`, () => found(name, text))
    await look()
    await rest()
    happens(await look(), event)
  },
  types: async (name, value) => { happens(await until(name, () => found(name, '')), 'input', { value, cursor: value.length }) },
  keeps: (bytes) => { ui.album.push(Buffer.from(bytes)) },
  toast: (text) => until(`the toast "${text}"`, () => ui.toasts.find((one) => one.includes(text))),
  toasts: () => ui.toasts,
  sockets: () => phone.wire.sockets.size,
  mistakes: () => mistakes,
}
ui.changed = () => changes.forEach((look) => look())

parentPort.on('message', async ({ id, what, args }) => {
  try {
    parentPort.postMessage({ id, value: await can[what](...args) })
  } catch (thrown) {
    parentPort.postMessage({ id, failed: String((thrown && thrown.stack) || thrown) })
  }
})
