/**
 * What the SDK needs of the place it runs in. There is one small file for each host; an app may hand over one of its own
 * by `createClient({host})`.
 */
export interface Host {
    /** What the server calls this kind of device: `wechat`, `qq`, `alipay`, `baidu`, `douyin`, `uniapp`, `web`, `other`. */
    readonly platform: string;
    /**
     * Opens a socket for binary frames. Never throws: what goes wrong, at once or later, is told to `closed`. Handlers are
     * set before this returns, so that nothing is missed.
     */
    connect(url: string, events: SocketEvents): Socket;
    /** Asks over HTTP. Resolves with whatever status came; rejects with a ChatError when no answer came. */
    request(request: HTTPRequest): Promise<HTTPAnswer>;
    /** Uploads a file as a form whose part is called `file`, and tells how far it is. */
    upload(upload: Upload): Running<HTTPAnswer>;
    /** Keeps text beyond the end of the app. */
    readonly storage: Storage;
    /** Tells what becomes of the app and of the network, until the function that it returns is called. */
    watch(tell: (change: LifeCycle) => void): () => void;
}
/** A socket that is open or will be. */
export interface Socket {
    /** Sends one frame. What cannot be sent is lost; then `closed` is told. */
    send(bytes: Uint8Array): void;
    /** Ends the socket. No event follows. */
    close(): void;
}
/** What a socket tells. After `closed` it tells nothing more. */
export interface SocketEvents {
    opened(): void;
    received(bytes: Uint8Array): void;
    /** The socket has ended, or could not be opened. Told once. */
    closed(why: string): void;
}
export interface HTTPRequest {
    method: string;
    url: string;
    headers: {
        [name: string]: string;
    };
    body?: string;
    /** Milliseconds after which it is given up. */
    timeout: number;
}
export interface HTTPAnswer {
    status: number;
    body: string;
}
/**
 * A file, as its host knows it: the path of a temporary file in a mini-program or uni-app; a File, Blob or the bytes
 * elsewhere.
 */
export type FileSource = string | object;
export interface Upload {
    url: string;
    file: FileSource;
    headers: {
        [name: string]: string;
    };
    form: {
        [name: string]: string;
    };
    progress(sent: number, total: number): void;
}
/** Something that is under way and can be stopped. */
export interface Running<T> {
    answer: Promise<T>;
    /** Stops it; the answer then rejects. */
    cancel(): void;
}
/** Keeps values by key. Each call may answer at once or by a promise. */
export interface Storage {
    /** The value, or undefined. */
    get(key: string): string | undefined | Promise<string | undefined>;
    /** Keeps a value; once it has answered, the value outlives the app. */
    set(key: string, value: string): void | Promise<void>;
    remove(key: string): void | Promise<void>;
}
/** `shown` and `hidden`: the app comes to the front or leaves it. `online` and `offline`: the network. */
export type LifeCycle = 'shown' | 'hidden' | 'online' | 'offline';
