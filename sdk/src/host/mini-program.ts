import { ownBuffer, received } from '../bytes'
import { ChatError } from '../errors'
import type { Host, HTTPAnswer, HTTPRequest, LifeCycle, Running, Socket, SocketEvents, Storage, Upload } from './host'
import { Told } from './socket-events'

type Call = (options: object) => unknown
type Subscribe = (listener: (event: never) => void) => void

/** A socket of the wx family. It has no `off…`, and handlers that are set late miss events. */
export interface SocketTask {
  send(options: { data: unknown; isBuffer?: boolean; fail?: (err: Failure) => void }): void
  close(options: object): void
  onOpen(listener: () => void): void
  onMessage(listener: (event: { data: unknown }) => void): void
  onClose(listener: (event: { code?: number; reason?: string }) => void): void
  onError(listener: (err: Failure) => void): void
}

/** Why a call failed: Alipay says it in other words than the others. */
export interface Failure {
  errMsg?: string
  errorMessage?: string
  error?: number
}

/** The object that a mini-program host offers, as far as all of them agree. */
export interface MiniProgram {
  connectSocket(options: object): unknown
  request?: Call
  httpRequest?: Call
  uploadFile: Call
  getStorageSync: (key: never) => unknown
  setStorageSync: (...args: never[]) => unknown
  removeStorageSync: (...args: never[]) => unknown
  onAppShow?: Subscribe
  onAppHide?: Subscribe
  onNetworkStatusChange?: Subscribe
  offAppShow?: Subscribe
  offAppHide?: Subscribe
  offNetworkStatusChange?: Subscribe
}

/** The sentence in a failure. */
export const reason = (err: Failure | undefined): string => (err && (err.errMsg || err.errorMessage || (err.error && `error ${err.error}`))) || 'no reason given'

/**
 * A host of the wx family: WeChat and QQ as they are; Baidu, Douyin, uni-app and Alipay differ in what they override.
 */
export class MiniProgramHost<Task extends SocketTask = SocketTask> implements Host {
  readonly storage: Storage

  constructor(
    readonly platform: string,
    protected readonly api: MiniProgram,
  ) {
    this.storage = new SyncStorage(api)
  }

  connect(url: string, events: SocketEvents): Socket {
    const told = new Told(events)
    let task: Task | undefined
    try {
      task = this.open(url, (err) => told.closed(reason(err)))
    } catch (thrown) {
      told.closed(String(thrown))
    }
    if (!task || !task.onOpen) {
      told.closed('the host gave no socket: too many may be open')
      return { send: () => {}, close: () => told.silence() }
    }
    this.listen(task, told)
    return this.socket(task, told)
  }

  /** Calls the host's connectSocket. */
  protected open(url: string, fail: (err: Failure) => void): Task {
    // `success` says only that the call was accepted. `protocols` must be an array where it is given.
    return this.api.connectSocket({ url, protocols: ['mqtt'], tcpNoDelay: true, timeout: 20000, success: () => {}, fail }) as Task
  }

  /** Sets all handlers, at once: a host tells an event only to handlers that are there. */
  protected listen(task: Task, told: Told): void {
    task.onOpen(() => told.opened())
    task.onMessage((event) => told.received(received(event.data)))
    task.onClose((event) => told.closed(`closed by the other side (${(event && event.code) || 'no code'})`))
    task.onError((err) => told.closed(reason(err)))
  }

  protected socket(task: Task, told: Told): Socket {
    return {
      send: (bytes) => task.send({ data: ownBuffer(bytes), fail: (err) => told.closed(reason(err)) }),
      close: () => {
        told.silence()
        // Closing a socket that has not opened yet throws on some hosts.
        try {
          task.close({ code: 1000, reason: 'closed' })
        } catch (_) {}
      },
    }
  }

  request(r: HTTPRequest): Promise<HTTPAnswer> {
    return new Promise((resolve, reject) => {
      const call = this.api.request || this.api.httpRequest
      call!.call(this.api, {
        url: r.url,
        method: r.method,
        header: r.headers,
        headers: r.headers,
        data: r.body,
        dataType: 'text', // otherwise some hosts parse JSON, and round numbers
        responseType: 'text',
        timeout: r.timeout,
        success: (answer: { statusCode?: number; status?: number; data?: unknown }) => resolve(asAnswer(answer)),
        fail: (err: Failure & { status?: number; data?: unknown }) => {
          // Alipay calls an answer that is not 2xx a failure.
          if (err && err.status && err.data !== undefined) resolve(asAnswer(err))
          else reject(new ChatError('offline', `the request did not get through: ${reason(err)}`))
        },
      })
    })
  }

  upload(u: Upload): Running<HTTPAnswer> {
    let task: { abort?: () => void; onProgressUpdate?: (listener: (p: Progress) => void) => void } | undefined
    let stopped: (err: ChatError) => void = () => {}
    const answer = new Promise<HTTPAnswer>((resolve, reject) => {
      stopped = reject
      if (typeof u.file !== 'string') {
        reject(new ChatError('bad_option', 'here a file is named by its path, as the host gave it', { field: 'file' }))
        return
      }
      task = this.api.uploadFile({
        url: u.url,
        filePath: u.file,
        name: 'file',
        fileName: 'file',
        fileType: 'image', // Alipay wants one of three; the server looks at the bytes
        header: u.headers,
        headers: u.headers,
        formData: u.form,
        success: (answer: { statusCode?: number; data?: unknown }) => resolve(asAnswer(answer)),
        fail: (err: Failure) => reject(new ChatError('upload_failed', `the upload did not get through: ${reason(err)}`)),
      }) as typeof task
    })
    if (task && task.onProgressUpdate) task.onProgressUpdate((p) => u.progress(p.totalBytesSent || 0, p.totalBytesExpectedToSend || p.totalBytesExpectedToWrite || 0))
    return {
      answer,
      cancel: () => {
        stopped(new ChatError('cancelled', 'the upload was cancelled'))
        if (task && task.abort) task.abort()
      },
    }
  }

  watch(tell: (change: LifeCycle) => void): () => void {
    const shown = () => tell('shown')
    const hidden = () => tell('hidden')
    const network = (event: { isConnected?: boolean }) => tell(event && event.isConnected === false ? 'offline' : 'online')
    const api = this.api
    if (api.onAppShow) api.onAppShow(shown)
    if (api.onAppHide) api.onAppHide(hidden)
    if (api.onNetworkStatusChange) api.onNetworkStatusChange(network)
    return () => {
      if (api.offAppShow) api.offAppShow(shown)
      if (api.offAppHide) api.offAppHide(hidden)
      if (api.offNetworkStatusChange) api.offNetworkStatusChange(network)
    }
  }
}

interface Progress {
  totalBytesSent?: number
  totalBytesExpectedToSend?: number
  totalBytesExpectedToWrite?: number
}

function asAnswer(answer: { statusCode?: number; status?: number; data?: unknown }): HTTPAnswer {
  const body = answer.data === undefined || answer.data === null ? '' : answer.data
  return { status: answer.statusCode || answer.status || 200, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

/** The storage of the wx family: (key, value). What is missing is an empty string. */
class SyncStorage implements Storage {
  constructor(private api: MiniProgram) {}

  get(key: string): string | undefined {
    const value = this.api.getStorageSync(key as never)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  set(key: string, value: string): void {
    this.api.setStorageSync(key as never, value as never)
  }

  remove(key: string): void {
    this.api.removeStorageSync(key as never)
  }
}
