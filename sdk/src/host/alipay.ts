import { received, toBase64 } from '../bytes'
import type { Socket, SocketEvents, Storage } from './host'
import { type Failure, type MiniProgram, MiniProgramHost, reason, type SocketTask } from './mini-program'
import { Told } from './socket-events'

type Global<T> = (listener?: (event: T) => void) => void

/** Alipay's object. Without `multiple` there is one socket in all, with events of the app instead of a task. */
interface My extends MiniProgram {
  sendSocketMessage(options: object): void
  closeSocket(options?: object): void
  onSocketOpen: Global<object>
  onSocketMessage: Global<Frame>
  onSocketClose: Global<object>
  onSocketError: Global<Failure>
  offSocketOpen: Global<object>
  offSocketMessage: Global<Frame>
  offSocketClose: Global<object>
  offSocketError: Global<Failure>
}

/** What a socket got: base64 where isBuffer says so, an ArrayBuffer on newer clients. */
interface Frame {
  data: unknown
  isBuffer?: boolean
}

/**
 * Alipay: binary frames are base64 with `isBuffer`, what a task tells is nested in `data`, storage takes objects. Where
 * the client gives no task of its own for `multiple: true`, the one socket of the app is used.
 */
export class AlipayHost extends MiniProgramHost {
  override readonly storage: Storage

  constructor(private my: My) {
    super('alipay', my)
    this.storage = new ObjectStorage(my)
  }

  override connect(url: string, events: SocketEvents): Socket {
    const told = new Told(events)
    // The handlers of the one socket are set before it is asked for: it has no task to set them on.
    const single = new SingleSocket(this.my, told)
    let task: SocketTask | undefined
    try {
      task = this.my.connectSocket({ url, multiple: true, protocols: ['mqtt'], success: () => {}, fail: (err: Failure) => told.closed(reason(err)) }) as SocketTask
    } catch (thrown) {
      told.closed(String(thrown))
    }
    if (!task || !task.onOpen) return single
    single.forget()
    this.listen(task, told)
    return this.socket(task, told)
  }

  protected override listen(task: SocketTask, told: Told): void {
    task.onOpen(() => told.opened())
    task.onMessage((event) => told.received(received((event.data as Frame).data)))
    task.onClose(() => told.closed('closed by the other side'))
    task.onError((err) => told.closed(reason((err as { data?: Failure }).data || err)))
  }

  protected override socket(task: SocketTask, told: Told): Socket {
    return {
      send: (bytes) => task.send({ data: toBase64(bytes), isBuffer: true, fail: (err) => told.closed(reason(err)) }),
      close: () => {
        told.silence()
        task.close({})
      },
    }
  }
}

// Events name no socket: what the one before still has to say, and its end, is told when the next one was asked for
// already. Until this time, in milliseconds since 1970, one end is taken for that of the socket before.
let endAwaited = 0

/** The one socket of an app. */
class SingleSocket implements Socket {
  private isOpen = false
  private opened = () => {
    this.isOpen = true
    this.told.opened()
  }
  private message = (frame: Frame) => {
    if (this.isOpen) this.told.received(received(frame.data))
  }
  private closed = () => {
    if (Date.now() < endAwaited) endAwaited = 0
    else this.end('closed by the other side')
  }
  private failed = (err: Failure) => this.end(reason(err))

  constructor(
    private my: My,
    private told: Told,
  ) {
    my.onSocketOpen(this.opened)
    my.onSocketMessage(this.message)
    my.onSocketClose(this.closed)
    my.onSocketError(this.failed)
  }

  send(bytes: Uint8Array): void {
    this.my.sendSocketMessage({ data: toBase64(bytes), isBuffer: true, fail: (err: Failure) => this.end(reason(err)) })
  }

  close(): void {
    this.told.silence()
    this.forget()
    if (this.isOpen) endAwaited = Date.now() + 5000
    this.my.closeSocket({})
  }

  /** Takes the handlers off: those of the next socket are others. */
  forget(): void {
    this.my.offSocketOpen(this.opened)
    this.my.offSocketMessage(this.message)
    this.my.offSocketClose(this.closed)
    this.my.offSocketError(this.failed)
  }

  private end(why: string): void {
    this.isOpen = false
    this.forget()
    this.told.closed(why)
  }
}

/** Alipay's storage: one object as the argument and as the answer. */
class ObjectStorage implements Storage {
  constructor(private my: My) {}

  get(key: string): string | undefined {
    const answer = this.my.getStorageSync({ key } as never) as { data?: unknown } | undefined
    return answer && typeof answer.data === 'string' ? answer.data : undefined
  }

  set(key: string, value: string): void {
    this.my.setStorageSync({ key, data: value } as never)
  }

  remove(key: string): void {
    this.my.removeStorageSync({ key } as never)
  }
}
