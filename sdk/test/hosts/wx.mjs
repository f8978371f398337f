// An emulation of the wx family: WeChat, QQ, Baidu, Douyin. What each of them forbids fails here too.
import { form, Wire } from './wire.mjs'

const isArrayBuffer = (value) => Object.prototype.toString.call(value) === '[object ArrayBuffer]'
const soon = (call, ...args) => call && setTimeout(() => call(...args), 0)

export class WxFamily {
  // kind: what sets a host apart. storage: what an earlier run of the app left.
  constructor (port, kind = {}, storage = new Map()) {
    this.kind = kind
    this.storage = storage
    this.wire = new Wire(port)
    this.open = new Set()
    this.files = new Map()
    this.running = 0
    this.listeners = { show: [], hide: [], network: [] }
  }

  // temporary is the path that the host's chooseImage would give for a file.
  temporary (bytes) {
    const path = `wxfile://tmp_${this.files.size}.png`
    this.files.set(path, bytes)
    return path
  }

  // load gives the bytes of a picture that a page shows.
  load (url) {
    return new Promise((resolve, reject) => {
      this.wire.request({ url, method: 'GET', headers: {} }, (status, _, bytes) => status === 200 ? resolve(bytes) : reject(new Error(`${url}: ${status}`)), reject)
    })
  }

  background () {
    this.listeners.hide.forEach((call) => call({}))
    this.wire.dropAll() // after 5 s
  }

  foreground () { this.listeners.show.forEach((call) => call({})) }

  away () {
    this.wire.away()
    this.listeners.network.forEach((call) => call({ isConnected: false, networkType: 'none' }))
  }

  back () {
    this.wire.back()
    this.listeners.network.forEach((call) => call({ isConnected: true, networkType: 'wifi' }))
  }

  api () {
    return {
      connectSocket: (o) => this.connectSocket(o),
      request: (o) => this.request(o),
      uploadFile: (o) => this.uploadFile(o),
      getStorageSync: (key) => this.storage.has(key) ? this.storage.get(key) : '',
      setStorageSync: (key, value) => {
        if (JSON.stringify(value).length > 1 << 20) throw new Error('setStorageSync:fail entry size limit reached')
        this.storage.set(key, value)
      },
      removeStorageSync: (key) => this.storage.delete(key),
      onAppShow: (call) => this.listeners.show.push(call),
      onAppHide: (call) => this.listeners.hide.push(call),
      onNetworkStatusChange: (call) => this.listeners.network.push(call),
      offAppShow: (call) => this.forget('show', call),
      offAppHide: (call) => this.forget('hide', call),
      offNetworkStatusChange: (call) => this.forget('network', call),
    }
  }

  forget (what, call) { this.listeners[what] = this.listeners[what].filter((one) => one !== call) }

  connectSocket ({ url, protocols, success, fail, complete }) {
    const handlers = {}
    const task = this.task(handlers)
    const refuse = (errMsg) => {
      soon(fail, { errMsg })
      soon(complete, { errMsg })
      return task
    }
    if (protocols !== undefined && !Array.isArray(protocols)) return refuse('connectSocket:fail protocols must be an array')
    if (this.kind.noPort && /:\/\/[^/]*:\d/.test(url)) return refuse('connectSocket:fail the domain must not name a port')
    if (this.open.size >= 5) return refuse('connectSocket:fail exceed max task count 5')
    try {
      this.wire.local(url, ['wss'])
    } catch (err) {
      return refuse(`connectSocket:${err.message}`)
    }
    this.open.add(task)
    // Behind a proxy that answers no subprotocol.
    const offered = this.kind.unanswered ? [] : protocols || []
    task.wire = this.wire.socket(url, offered, {
      open: () => {
        if (this.kind.unanswered && protocols && protocols.length > 0) {
          task.wire.close()
          this.open.delete(task)
          return handlers.error && handlers.error({ errMsg: 'subprotocol was not answered' })
        }
        if (handlers.open) handlers.open({ header: {} })
      },
      message: (data) => handlers.message && handlers.message(this.kind.dataType ? { data, dataType: 'ArrayBuffer' } : { data }),
      error: (err) => handlers.error && handlers.error({ errMsg: err.message }),
      close: (code) => {
        this.open.delete(task)
        if (handlers.close) handlers.close({ code, reason: '' })
      },
    })
    soon(success, { errMsg: 'connectSocket:ok' })
    soon(complete, { errMsg: 'connectSocket:ok' })
    return task
  }

  // A handler counts only when it is set before connectSocket's caller has returned.
  task (handlers) {
    let early = true
    queueMicrotask(() => { early = false })
    const set = (name) => (call) => { if (early) handlers[name] = call }
    const task = {
      onOpen: set('open'),
      onMessage: set('message'),
      onClose: set('close'),
      onError: set('error'),
      send: ({ data, success, fail }) => {
        if (typeof data !== 'string' && !isArrayBuffer(data)) return soon(fail, { errMsg: 'sendSocketMessage:fail data is neither string nor ArrayBuffer' })
        if (!task.wire || !task.wire.open) return soon(fail, { errMsg: 'sendSocketMessage:fail WebSocket is not connected' })
        task.wire.send(data)
        soon(success, { errMsg: 'ok' })
      },
      close: () => {
        this.open.delete(task)
        if (task.wire) task.wire.close()
      },
    }
    return task
  }

  request ({ url, method = 'GET', header = {}, data, dataType = 'json', success, fail }) {
    if (this.running >= 10) return soon(fail, { errMsg: 'request:fail exceed max task count 10' })
    this.running++
    try {
      return this.wire.request({ url, method, headers: header, body: data }, (statusCode, text) => {
        this.running--
        success({ statusCode, data: dataType === 'json' ? JSON.parse(text) : text, header: {} })
      }, (err) => {
        this.running--
        fail({ errMsg: `request:${err.message}` })
      })
    } catch (err) {
      this.running--
      soon(fail, { errMsg: `request:${err.message}` })
    }
  }

  uploadFile ({ url, filePath, name, formData = {}, header = {}, success, fail }) {
    let progress = () => {}
    const bytes = this.files.get(filePath)
    if (!bytes || !name) {
      soon(fail, { errMsg: 'uploadFile:fail file not found' })
      return { abort () {}, onProgressUpdate () {} }
    }
    const { body, type } = form(formData, name, 'tmp.png', bytes)
    const r = this.wire.request({ url, method: 'POST', headers: { ...header, 'Content-Type': type }, body, progress: (sent, total) => progress({ progress: Math.round(sent / total * 100), totalBytesSent: sent, totalBytesExpectedToSend: total }) },
      (statusCode, data) => success({ statusCode, data }), // a string, always
      (err) => fail({ errMsg: `uploadFile:${err.message}` }))
    return { abort: () => r.abort(), onProgressUpdate: (call) => { progress = call } }
  }
}
