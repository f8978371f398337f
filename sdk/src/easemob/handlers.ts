/** A set of handlers, by the names of the old API: docs/FACES.md lists them. */
export type HandlerSet = { [name: string]: ((value: never) => void) | undefined }

/**
 * Who hears what: sets that were added by `addEventHandler`, and the one of `listen`, which hears messages in their older
 * form.
 */
export class Handlers {
  private sets: { [id: string]: HandlerSet } = {}
  private listening: HandlerSet = {}

  /** `failed` hears what a handler throws. */
  constructor(private failed: (thrown: unknown) => void) {}

  add(id: string, handlers: HandlerSet): void {
    this.sets[id] = handlers
  }

  remove(id: string): void {
    delete this.sets[id]
  }

  /** Handlers of `listen`; those of a later call take the place of those of the same name. */
  listen(handlers: HandlerSet): void {
    this.listening = { ...this.listening, ...handlers }
  }

  /** Tells those of `addEventHandler` and of `listen` the same. */
  tell(name: string, value?: unknown): void {
    this.tellModern(name, value)
    this.tellLegacy(name, value)
  }

  /** Tells those of `addEventHandler`. */
  tellModern(name: string, value?: unknown): void {
    Object.keys(this.sets).forEach((id) => this.call(this.sets[id], name, value))
  }

  /** Tells those of `listen`. */
  tellLegacy(name: string, value?: unknown): void {
    this.call(this.listening, name, value)
  }

  private call(set: HandlerSet | undefined, name: string, value: unknown): void {
    const handler = set && set[name]
    if (typeof handler !== 'function') return
    try {
      handler.call(set, value as never)
    } catch (thrown) {
      this.failed(thrown)
    }
  }
}
