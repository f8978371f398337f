// What lies under all emulated hosts: real sockets and requests to the real server, at a network that can be taken away.
// A host sees the server at https://chat.example.com, the one name on its white list.
import http from 'node:http'
import WebSocket from 'ws'

export const domain = 'chat.example.com'

export class Wire {
  constructor (port) {
    this.port = port
    this.online = true
    this.sockets = new Set()
  }

  // local turns an address on the white list into the server's; others are refused as the vendors do.
  local (url, schemes) {
    const [, scheme, host, path] = /^([a-z]+):\/\/([^/]+)(.*)$/.exec(url) || []
    if (!schemes.includes(scheme)) throw new Error(`fail url not in domain list: ${url} is not ${schemes.join(' or ')}`)
    if (host !== domain) throw new Error(`fail url not in domain list: ${host}`)
    return `${scheme === 'https' ? 'http' : 'ws'}://127.0.0.1:${this.port}${path}`
  }

  // socket opens a socket. While the network is away it hears and says nothing, and never again after.
  socket (url, protocols, on) {
    const ws = new WebSocket(this.local(url, ['wss']), protocols)
    const socket = {
      dead: !this.online,
      open: false,
      send: (data) => { if (!socket.dead) ws.send(data) },
      close: () => {
        this.sockets.delete(socket)
        socket.open = false
        ws.close()
      },
      terminate: () => ws.terminate(),
    }
    const alive = (tell) => (...args) => { if (!socket.dead) tell(...args) }
    ws.binaryType = 'arraybuffer'
    ws.on('open', alive(() => {
      socket.open = true
      on.open(ws.protocol)
    }))
    ws.on('message', alive((data) => on.message(data)))
    ws.on('error', alive((err) => on.error(err)))
    ws.on('close', (code) => {
      this.sockets.delete(socket)
      if (socket.dead) return
      socket.open = false
      on.close(code)
    })
    this.sockets.add(socket)
    return socket
  }

  // request asks over HTTP. body may be a string or a Buffer.
  request ({ url, method, headers, body, progress }, done, failed) {
    if (!this.online) {
      setTimeout(() => failed(new Error('fail network is away')), 5)
      return { abort () {} }
    }
    const r = http.request(this.local(url, ['https']), { method, headers }, (answer) => {
      const pieces = []
      answer.on('data', (piece) => pieces.push(piece))
      answer.on('end', () => {
        const bytes = Buffer.concat(pieces)
        done(answer.statusCode, bytes.toString('utf8'), bytes)
      })
    })
    r.on('error', failed)
    if (progress && body) {
      const bytes = Buffer.from(body)
      const half = bytes.length >> 1
      r.write(bytes.subarray(0, half), () => progress(half, bytes.length))
      r.end(bytes.subarray(half), () => progress(bytes.length, bytes.length))
    } else {
      r.end(body)
    }
    return { abort: () => r.destroy(new Error('fail abort')) }
  }

  // away takes the network: sockets are not closed, they hear nothing any more.
  away () {
    this.online = false
    for (const socket of this.sockets) socket.dead = true
    setTimeout(() => {}, 0)
  }

  back () {
    this.online = true
    for (const socket of this.sockets) if (socket.dead) socket.terminate()
  }

  // dropAll closes all sockets, as a host does that keeps none in the background.
  dropAll () {
    for (const socket of this.sockets) socket.terminate()
  }
}

// form is a multipart body with one file.
export function form (fields, name, fileName, bytes) {
  const boundary = '----emulated' + Math.random().toString(36).slice(2)
  const head = Object.entries(fields).map(([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`).join('')
  const body = Buffer.concat([
    Buffer.from(`${head}--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { body, type: `multipart/form-data; boundary=${boundary}` }
}
