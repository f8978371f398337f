import { ownBuffer, received } from '../bytes'
import { ChatError } from '../errors'
import { hostGlobal } from './global'
import type { Host, HTTPAnswer, HTTPRequest, LifeCycle, Running, Socket, SocketEvents, Storage, Upload } from './host'
import { Told } from './socket-events'

/** The part of the standard's WebSocket that is used. The package `ws` has it too. */
export interface WebSocketLike {
  binaryType: string
  readyState: number
  onopen: unknown
  onmessage: unknown
  onclose: unknown
  onerror: unknown
  send(data: ArrayBuffer): void
  close(): void
}

export type WebSocketClass = new (url: string, protocols?: string | string[]) => WebSocketLike

/** What browsers and Node have in common: the standard's WebSocket. */
export abstract class StandardHost implements Host {
  abstract readonly platform: string
  abstract readonly storage: Storage

  constructor(private socketClass: WebSocketClass) {}

  connect(url: string, events: SocketEvents): Socket {
    const told = new Told(events)
    let socket: WebSocketLike
    try {
      socket = new this.socketClass(url, ['mqtt'])
    } catch (thrown) {
      told.closed(String(thrown))
      return { send: () => {}, close: () => {} }
    }
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => told.opened()
    socket.onmessage = (event: { data: unknown }) => told.received(received(event.data))
    socket.onclose = (event: { code?: number }) => told.closed(`closed by the other side (${event.code})`)
    socket.onerror = () => told.closed('the socket failed')
    return {
      send: (bytes) => {
        if (socket.readyState === 1) socket.send(ownBuffer(bytes))
        else told.closed('the socket is not open')
      },
      close: () => {
        told.silence()
        socket.close()
      },
    }
  }

  abstract request(request: HTTPRequest): Promise<HTTPAnswer>
  abstract upload(upload: Upload): Running<HTTPAnswer>
  abstract watch(tell: (change: LifeCycle) => void): () => void
}

/** Keeps values in memory, for as long as the app runs. */
export class MemoryStorage implements Storage {
  private values: { [key: string]: string } = {}

  get(key: string): string | undefined {
    return this.values[key]
  }

  set(key: string, value: string): void {
    this.values[key] = value
  }

  remove(key: string): void {
    delete this.values[key]
  }
}

/** A file that a browser or Node can put into a form. */
export function asBlob(file: unknown): object {
  const blob = hostGlobal<new (parts: unknown[]) => object>('Blob')
  if (typeof file === 'string' || !file || !blob) {
    throw new ChatError('bad_option', 'here a file is a File, a Blob, or its bytes in an ArrayBuffer or Uint8Array', { field: 'file' })
  }
  return file instanceof blob ? file : new blob([file])
}

/** A form with the fields of an upload, and its file last. */
export function formOf(u: Upload): object {
  const form = new (hostGlobal<new () => { append(name: string, value: unknown, fileName?: string): void }>('FormData')!)()
  Object.keys(u.form).forEach((name) => form.append(name, u.form[name]))
  const file = asBlob(u.file)
  form.append('file', file, (file as { name?: string }).name || u.form.name || 'file')
  return form
}
