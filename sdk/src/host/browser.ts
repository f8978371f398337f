import { asChatError, ChatError } from '../errors'
import { hostGlobal } from './global'
import type { HTTPAnswer, HTTPRequest, LifeCycle, Running, Storage, Upload } from './host'
import { formOf, MemoryStorage, StandardHost, type WebSocketClass } from './web'

interface Exchange {
  status: number
  responseText: string
  responseType: string
  response: object | null
  timeout: number
  upload: { onprogress: unknown }
  onload: unknown
  onerror: unknown
  ontimeout: unknown
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  send(body?: unknown): void
  abort(): void
}

interface LocalStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

type Listen = (name: string, listener: () => void) => void

/** A page in a browser. XMLHttpRequest rather than fetch: it tells how far an upload is, and is in every web view. */
export class BrowserHost extends StandardHost {
  readonly platform = 'web'
  readonly storage: Storage

  constructor() {
    super(hostGlobal<WebSocketClass>('WebSocket')!)
    const local = hostGlobal<LocalStorage>('localStorage')
    this.storage = local ? new LocalStorageStore(local) : new MemoryStorage()
  }

  request(r: HTTPRequest): Promise<HTTPAnswer> {
    return exchange(r.method, r.url, r.headers, r.body, r.timeout).answer
  }

  upload(u: Upload): Running<HTTPAnswer> {
    const path = u.file
    // What uni-app's chooseImage gives in H5 for the path of a file.
    if (typeof path !== 'string' || path.indexOf('blob:') !== 0) return this.post(u)
    let posted: Running<HTTPAnswer> | undefined
    let cancelled = false
    return {
      answer: blobAt(path).then((file) => {
        if (cancelled) throw new ChatError('cancelled', 'it was cancelled')
        posted = this.post({ ...u, file })
        return posted.answer
      }),
      cancel: () => {
        cancelled = true
        if (posted) posted.cancel()
      },
    }
  }

  private post(u: Upload): Running<HTTPAnswer> {
    try {
      return exchange('POST', u.url, u.headers, formOf(u), 0, u.progress)
    } catch (thrown) {
      return { answer: Promise.reject(asChatError(thrown, 'upload_failed')), cancel: () => {} }
    }
  }

  watch(tell: (change: LifeCycle) => void): () => void {
    const page = hostGlobal<{ hidden: boolean; addEventListener: Listen; removeEventListener: Listen }>('document')
    const add = hostGlobal<Listen>('addEventListener')
    const remove = hostGlobal<Listen>('removeEventListener')
    const seen = () => tell(page && page.hidden ? 'hidden' : 'shown')
    const online = () => tell('online')
    const offline = () => tell('offline')
    if (page) page.addEventListener('visibilitychange', seen)
    if (add) {
      add('online', online)
      add('offline', offline)
    }
    return () => {
      if (page) page.removeEventListener('visibilitychange', seen)
      if (remove) {
        remove('online', online)
        remove('offline', offline)
      }
    }
  }
}

function exchange(method: string, url: string, headers: { [name: string]: string }, body: unknown, timeout: number, progress?: Upload['progress']): Running<HTTPAnswer> {
  const x = new (hostGlobal<new () => Exchange>('XMLHttpRequest')!)()
  let stopped: (err: ChatError) => void
  const answer = new Promise<HTTPAnswer>((resolve, reject) => {
    stopped = reject
    x.open(method, url)
    x.timeout = timeout
    Object.keys(headers).forEach((name) => x.setRequestHeader(name, headers[name]))
    x.onload = () => resolve({ status: x.status, body: x.responseText })
    x.onerror = () => reject(new ChatError('offline', `no answer from ${url}`))
    x.ontimeout = () => reject(new ChatError('timeout', `no answer from ${url} in ${timeout} ms`))
    if (progress) x.upload.onprogress = (event: { loaded: number; total: number }) => progress(event.loaded, event.total)
    x.send(body)
  })
  return {
    answer,
    cancel: () => {
      x.abort()
      stopped(new ChatError('cancelled', 'it was cancelled'))
    },
  }
}

/** The blob at an address that the page made for it. */
function blobAt(address: string): Promise<object> {
  return new Promise((resolve, reject) => {
    const x = new (hostGlobal<new () => Exchange>('XMLHttpRequest')!)()
    const gone = () => reject(new ChatError('upload_failed', `there is no file at ${address} any more`))
    x.open('GET', address)
    x.responseType = 'blob'
    x.onload = () => (x.response ? resolve(x.response) : gone())
    x.onerror = gone
    x.send()
  })
}

/** A browser's localStorage. A full or forbidden one throws, which the caller hears. */
class LocalStorageStore implements Storage {
  constructor(private local: LocalStorage) {}

  get(key: string): string | undefined {
    const value = this.local.getItem(key)
    return value === null ? undefined : value
  }

  set(key: string, value: string): void {
    this.local.setItem(key, value)
  }

  remove(key: string): void {
    this.local.removeItem(key)
  }
}
