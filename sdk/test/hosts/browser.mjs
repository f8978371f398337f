// An emulation of a web page: WebSocket, XMLHttpRequest, FormData, localStorage and the events of document and window.
import { resolveObjectURL } from 'node:buffer'
import { form, Wire } from './wire.mjs'

export class Browser {
  constructor (port, _, storage = new Map()) {
    this.wire = new Wire(port)
    this.storage = storage
    this.document = { hidden: false, listeners: {} }
    this.window = {}
  }

  temporary (bytes) { return new Blob([bytes], { type: 'image/png' }) }

  fire (on, name) { (on[name] || []).forEach((call) => call()) }

  background () {
    this.document.hidden = true
    this.fire(this.document.listeners, 'visibilitychange')
    this.wire.dropAll()
  }

  foreground () {
    this.document.hidden = false
    this.fire(this.document.listeners, 'visibilitychange')
  }

  away () {
    this.wire.away()
    this.fire(this.window, 'offline')
  }

  back () {
    this.wire.back()
    this.fire(this.window, 'online')
  }

  globals () {
    const { wire, storage } = this
    const listen = (on) => ({
      addEventListener: (name, call) => { on[name] = (on[name] || []).concat(call) },
      removeEventListener: (name, call) => { on[name] = (on[name] || []).filter((one) => one !== call) },
    })
    return {
      ...listen(this.window),
      document: Object.assign(this.document, listen(this.document.listeners)),
      localStorage: {
        getItem: (key) => storage.has(key) ? storage.get(key) : null,
        setItem: (key, value) => storage.set(key, String(value)),
        removeItem: (key) => storage.delete(key),
      },
      Blob, FormData,
      WebSocket: class {
        constructor (url, protocols) {
          this.readyState = 0
          this.wire = wire.socket(url, protocols, {
            open: () => {
              this.readyState = 1
              this.onopen({})
            },
            message: (data) => this.onmessage({ data }),
            error: () => this.onerror({}),
            close: (code) => {
              this.readyState = 3
              this.onclose({ code })
            },
          })
        }

        send (data) { this.wire.send(data) }

        close () {
          this.readyState = 2
          this.wire.close()
        }
      },
      XMLHttpRequest: class {
        constructor () {
          this.upload = {}
          this.headers = {}
        }

        open (method, url) { Object.assign(this, { method, url }) }

        setRequestHeader (name, value) { this.headers[name] = value }

        async send (data) {
          if (this.url.startsWith('blob:')) {
            this.response = resolveObjectURL(this.url)
            return this.response ? this.onload() : this.onerror()
          }
          let body = data
          if (data instanceof FormData) {
            const file = data.get('file')
            const fields = Object.fromEntries([...data.entries()].filter(([name]) => name !== 'file'))
            const built = form(fields, 'file', file.name, Buffer.from(await file.arrayBuffer()))
            body = built.body
            this.headers['Content-Type'] = built.type
          }
          const progress = this.upload.onprogress && ((loaded, total) => this.upload.onprogress({ loaded, total }))
          this.request = wire.request({ method: this.method, url: this.url, headers: this.headers, body, progress }, (status, text) => {
            Object.assign(this, { status, responseText: text })
            this.onload()
          }, () => this.onerror())
        }

        abort () { if (this.request) this.request.abort() }
      },
    }
  }
}
