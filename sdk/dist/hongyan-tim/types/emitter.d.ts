/** A listener of an event. */
export type Listener<T> = (value: T) => void;
/**
 * Calls listeners by the name of an event. A listener that throws keeps no other from hearing, and never harms the
 * caller: what it threw goes to `failed`.
 */
export declare class Emitter<Events> {
    private failed;
    private listeners;
    constructor(failed: (thrown: unknown) => void);
    /** Adds a listener; the function it returns removes it again. */
    on<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): () => void;
    /** Removes a listener; without one, all of the event. */
    off<Name extends keyof Events & string>(name: Name, listener?: Listener<Events[Name]>): void;
    /** Adds a listener that hears the event once. */
    once<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): () => void;
    /** Calls the listeners of an event, in the order in which they were added. */
    emit<Name extends keyof Events & string>(name: Name, value: Events[Name]): void;
}
