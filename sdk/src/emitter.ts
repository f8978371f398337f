/** A listener of an event. */
export type Listener<T> = (value: T) => void

/**
 * Calls listeners by the name of an event. A listener that throws keeps no other from hearing, and never harms the
 * caller: what it threw goes to `failed`.
 */
export class Emitter<Events> {
  private listeners: { [name: string]: Array<Listener<unknown>> } = {}

  constructor(private failed: (thrown: unknown) => void) {}

  /** Adds a listener; the function it returns removes it again. */
  on<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): () => void {
    const list = this.listeners[name] || []
    this.listeners[name] = list.concat(listener as Listener<unknown>)
    return () => this.off(name, listener)
  }

  /** Removes a listener; without one, all of the event. */
  off<Name extends keyof Events & string>(name: Name, listener?: Listener<Events[Name]>): void {
    const list = this.listeners[name] || []
    this.listeners[name] = listener ? list.filter((one) => one !== (listener as Listener<unknown>)) : []
  }

  /** Adds a listener that hears the event once. */
  once<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): () => void {
    const off = this.on(name, (value) => {
      off()
      listener(value)
    })
    return off
  }

  /** Calls the listeners of an event, in the order in which they were added. */
  emit<Name extends keyof Events & string>(name: Name, value: Events[Name]): void {
    for (const listener of this.listeners[name] || []) {
      try {
        listener(value)
      } catch (thrown) {
        this.failed(thrown)
      }
    }
  }
}
