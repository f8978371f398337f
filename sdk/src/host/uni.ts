import { received } from '../bytes'
import { type MiniProgram, MiniProgramHost, type SocketTask } from './mini-program'
import type { Told } from './socket-events'

/** A binary frame as the native plugin on Android and iOS hands it over. */
interface PluginFrame {
  '@type'?: string
  base64?: string
}

/**
 * uni-app where the host has no object of its own: H5, and apps for Android and iOS. In mini-programs the host's own
 * object is used, because uni's adapters drop what they do not know.
 */
export class UniHost extends MiniProgramHost {
  constructor(uni: MiniProgram) {
    super('uniapp', uni)
  }

  protected override open(url: string, fail: (err: object) => void): SocketTask {
    // Only with a callback does uni give a task; else a promise.
    return this.api.connectSocket({ url, protocols: ['mqtt'], success: () => {}, fail }) as SocketTask
  }

  protected override listen(task: SocketTask, told: Told): void {
    task.onOpen(() => told.opened())
    task.onMessage((event) => told.received(received(unwrapped(event.data))))
    task.onClose(() => told.closed('closed by the other side'))
    task.onError(() => told.closed('the socket failed')) // the plugin gives no reason
  }
}

function unwrapped(data: unknown): unknown {
  const frame = data as PluginFrame
  return frame && frame['@type'] === 'binary' ? frame.base64 : data
}
