type Handler = (event: {
    name: string;
    data: unknown;
}) => void;
/** Handlers by the name of an event. One that throws keeps no other from hearing. */
export declare class Events {
    private handlers;
    on(name: string, handler: Handler, context?: unknown, once?: boolean): void;
    off(name: string, handler?: Handler, context?: unknown): void;
    /** Calls `handler.call(context, {name, data})`. */
    emit(name: string, data: unknown): void;
    clear(): void;
}
export {};
