// An emulation of Alipay: sockets by `multiple`, or the one socket of the app; base64; errors in its own words.
import { WxFamily } from './wx.mjs'

const soon = (call, ...args) => call && setTimeout(() => call(...args), 0)
const base64Form = /^[A-Za-z0-9+/]*={0,2}$/

export class Alipay extends WxFamily {
  // single: a client that knows no `multiple`.
  constructor (port, { single = false } = {}, storage) {
    super(port, {}, storage)
    this.single = single
    this.global = { open: [], message: [], close: [], error: [] }
  }

  api () {
    const on = (name) => (call) => this.global[name].push(call)
    const off = (name) => (call) => { this.global[name] = call ? this.global[name].filter((one) => one !== call) : [] }
    return {
      ...super.api(),
      getStorageSync: ({ key }) => ({ data: this.storage.has(key) ? this.storage.get(key) : null }),
      setStorageSync: ({ key, data }) => { this.storage.set(key, data) },
      removeStorageSync: ({ key }) => { this.storage.delete(key) },
      sendSocketMessage: (o) => this.sendGlobal(o),
      closeSocket: () => this.closeGlobal(),
      onSocketOpen: on('open'), onSocketMessage: on('message'), onSocketClose: on('close'), onSocketError: on('error'),
      offSocketOpen: off('open'), offSocketMessage: off('message'), offSocketClose: off('close'), offSocketError: off('error'),
    }
  }

  connectSocket (o) {
    return o.multiple && !this.single ? this.connectTask(o) : this.connectGlobal(o)
  }

  connectTask ({ url, protocols, fail }) {
    const handlers = {}
    let early = true
    queueMicrotask(() => { early = false })
    const set = (name) => (call) => { if (early) handlers[name] = call }
    const tell = (name, data) => handlers[name] && handlers[name]({ data })
    let wire
    const task = {
      onOpen: set('open'), onMessage: set('message'), onClose: set('close'), onError: set('error'),
      send: (o) => this.send(wire, o),
      close: () => wire && wire.close(),
    }
    try {
      wire = this.wire.socket(url, protocols || [], {
        open: () => tell('open', {}),
        message: (data) => tell('message', { socketTaskID: 1, data: Buffer.from(data).toString('base64'), isBuffer: true }),
        close: () => tell('close', {}),
        error: (err) => tell('error', { error: 12, errorMessage: err.message }),
      })
    } catch (err) {
      soon(fail, { error: 1, errorMessage: err.message })
    }
    return task
  }

  connectGlobal ({ url, protocols, fail }) {
    if (this.socket && this.socket.open) return soon(fail, { error: 3, errorMessage: 'a socket is open already' })
    const tell = (name, event) => this.global[name].forEach((call) => call(event))
    try {
      this.socket = this.wire.socket(url, protocols || [], {
        open: () => tell('open', {}),
        message: (data) => tell('message', { data: Buffer.from(data).toString('base64'), isBuffer: true }),
        close: () => tell('close', {}),
        error: (err) => tell('error', { error: 12, errorMessage: err.message }),
      })
    } catch (err) {
      soon(fail, { error: 1, errorMessage: err.message })
    }
  }

  send (wire, { data, isBuffer, fail }) {
    if (!wire || !wire.open) return soon(fail, { error: 11, errorMessage: 'the socket is not open' })
    if (typeof data !== 'string' || (isBuffer && !base64Form.test(data))) return soon(fail, { error: 2, errorMessage: 'data must be a string, base64 with isBuffer' })
    wire.send(isBuffer ? Buffer.from(data, 'base64') : data)
  }

  sendGlobal (o) { this.send(this.socket, o) }

  closeGlobal () { if (this.socket) this.socket.close() }

  request ({ url, method = 'GET', headers = {}, data, dataType = 'json', success, fail }) {
    return super.request({
      url, method, header: headers, data, dataType: 'text',
      success: ({ statusCode, data }) => {
        if (statusCode >= 300) fail({ error: 19, errorMessage: 'http status error', status: statusCode, data })
        else success({ status: statusCode, data: dataType === 'json' ? JSON.parse(data) : data, headers: {} })
      },
      fail: ({ errMsg }) => fail({ error: 13, errorMessage: errMsg }),
    })
  }

  uploadFile (o) {
    if (!['image', 'video', 'audio'].includes(o.fileType)) {
      soon(o.fail, { error: 2, errorMessage: 'fileType is required' })
      return { abort () {}, onProgressUpdate () {} }
    }
    return super.uploadFile({ ...o, fail: ({ errMsg }) => o.fail({ error: 12, errorMessage: errMsg }) })
  }
}

