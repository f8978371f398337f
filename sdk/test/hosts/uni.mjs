// An emulation of uni-app: on Android and iOS uni's layer over the native plugin, whose frames hold base64 and whose
// sockets have the clock's milliseconds for names; in H5 that is being developed over the browser's WebSocket.
import { Browser } from './browser.mjs'
import { WxFamily } from './wx.mjs'

// H5 is an emulation of what a build for H5 leaves: a page, in which `uni` and `wx` are there and empty. The builder puts
// its own functions where the app's sources call them by name, and no library can.
export class H5 extends Browser {
  // temporary is the path that uni.chooseImage gives for a file.
  temporary (bytes) { return URL.createObjectURL(super.temporary(bytes)) }

  globals () { return { ...super.globals(), uni: {}, wx: {} } }
}

export class Uni extends WxFamily {
  constructor (port, { h5 = false } = {}, storage) {
    super(port, {}, storage)
    this.h5 = h5
    this.byID = new Map()
  }

  connectSocket (o) {
    if (!o.success && !o.fail && !o.complete) return Promise.resolve({}) // no task without a callback
    const id = Date.now()
    const handlers = {}
    let wire
    this.byID.set(id, handlers) // one of the same millisecond is heard no more
    const mine = (name, event) => {
      const called = this.byID.get(id) === handlers && handlers[name]
      if (called) called(event)
    }
    const set = (name) => (call) => { handlers[name] = call }
    const task = {
      id, onOpen: set('open'), onMessage: set('message'), onClose: set('close'), onError: set('error'),
      send: ({ data, fail }) => {
        if (!wire || !wire.open) return setTimeout(() => fail && fail({ errMsg: 'sendSocketMessage:fail' }), 0)
        if (this.h5) return wire.send(data)
        const frame = typeof data === 'object' ? { '@type': 'binary', base64: Buffer.from(data).toString('base64') } : data
        wire.send(frame.base64 !== undefined ? Buffer.from(frame.base64, 'base64') : frame)
      },
      close: () => wire && wire.close(),
    }
    try {
      wire = this.wire.socket(o.url, o.protocols || [], {
        open: () => mine('open', {}),
        message: (data) => mine('message', this.h5 ? { data } : { data: { '@type': 'binary', base64: Buffer.from(data).toString('base64') } }),
        close: () => mine('close', {}),
        error: () => mine('error', {}),
      })
    } catch (err) {
      setTimeout(() => o.fail && o.fail({ errMsg: err.message }), 0)
    }
    return task
  }
}
