/** A set of handlers, by the names of the old API: docs/FACES.md lists them. */
export type HandlerSet = {
    [name: string]: ((value: never) => void) | undefined;
};
/**
 * Who hears what: sets that were added by `addEventHandler`, and the one of `listen`, which hears messages in their older
 * form.
 */
export declare class Handlers {
    private failed;
    private sets;
    private listening;
    /** `failed` hears what a handler throws. */
    constructor(failed: (thrown: unknown) => void);
    add(id: string, handlers: HandlerSet): void;
    remove(id: string): void;
    /** Handlers of `listen`; those of a later call take the place of those of the same name. */
    listen(handlers: HandlerSet): void;
    /** Tells those of `addEventHandler` and of `listen` the same. */
    tell(name: string, value?: unknown): void;
    /** Tells those of `addEventHandler`. */
    tellModern(name: string, value?: unknown): void;
    /** Tells those of `listen`. */
    tellLegacy(name: string, value?: unknown): void;
    private call;
}
