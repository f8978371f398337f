import type { Host, HTTPAnswer, HTTPRequest, LifeCycle, Running, Socket, SocketEvents, Storage, Upload } from './host';
/** The part of the standard's WebSocket that is used. The package `ws` has it too. */
export interface WebSocketLike {
    binaryType: string;
    readyState: number;
    onopen: unknown;
    onmessage: unknown;
    onclose: unknown;
    onerror: unknown;
    send(data: ArrayBuffer): void;
    close(): void;
}
export type WebSocketClass = new (url: string, protocols?: string | string[]) => WebSocketLike;
/** What browsers and Node have in common: the standard's WebSocket. */
export declare abstract class StandardHost implements Host {
    private socketClass;
    abstract readonly platform: string;
    abstract readonly storage: Storage;
    constructor(socketClass: WebSocketClass);
    connect(url: string, events: SocketEvents): Socket;
    abstract request(request: HTTPRequest): Promise<HTTPAnswer>;
    abstract upload(upload: Upload): Running<HTTPAnswer>;
    abstract watch(tell: (change: LifeCycle) => void): () => void;
}
/** Keeps values in memory, for as long as the app runs. */
export declare class MemoryStorage implements Storage {
    private values;
    get(key: string): string | undefined;
    set(key: string, value: string): void;
    remove(key: string): void;
}
/** A file that a browser or Node can put into a form. */
export declare function asBlob(file: unknown): object;
/** A form with the fields of an upload, and its file last. */
export declare function formOf(u: Upload): object;
