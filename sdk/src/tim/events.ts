type Handler = (event: { name: string; data: unknown }) => void

interface Registered {
  handler: Handler
  context: unknown
  once: boolean
}

/** Handlers by the name of an event. One that throws keeps no other from hearing. */
export class Events {
  private handlers: { [name: string]: Registered[] } = {}

  on(name: string, handler: Handler, context?: unknown, once = false): void {
    const list = this.handlers[name] || []
    if (list.some((one) => one.handler === handler && one.context === context)) return
    this.handlers[name] = list.concat({ handler, context, once })
  }

  off(name: string, handler?: Handler, context?: unknown): void {
    const left = (one: Registered) => handler !== undefined && (one.handler !== handler || (context !== undefined && one.context !== context))
    this.handlers[name] = (this.handlers[name] || []).filter(left)
  }

  /** Calls `handler.call(context, {name, data})`. */
  emit(name: string, data: unknown): void {
    for (const one of this.handlers[name] || []) {
      if (one.once) this.off(name, one.handler, one.context)
      try {
        one.handler.call(one.context, { name, data })
      } catch (thrown) {
        // The app hears of its own mistake as of any other that nobody caught.
        setTimeout(() => {
          throw thrown
        }, 0)
      }
    }
  }

  clear(): void {
    this.handlers = {}
  }
}
