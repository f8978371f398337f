import type { Host, HTTPAnswer, HTTPRequest, LifeCycle, Running, Socket, SocketEvents, Storage, Upload } from './host';
import { Told } from './socket-events';
type Call = (options: object) => unknown;
type Subscribe = (listener: (event: never) => void) => void;
/** A socket of the wx family. It has no `off…`, and handlers that are set late miss events. */
export interface SocketTask {
    send(options: {
        data: unknown;
        isBuffer?: boolean;
        fail?: (err: Failure) => void;
    }): void;
    close(options: object): void;
    onOpen(listener: () => void): void;
    onMessage(listener: (event: {
        data: unknown;
    }) => void): void;
    onClose(listener: (event: {
        code?: number;
        reason?: string;
    }) => void): void;
    onError(listener: (err: Failure) => void): void;
}
/** Why a call failed: Alipay says it in other words than the others. */
export interface Failure {
    errMsg?: string;
    errorMessage?: string;
    error?: number;
}
/** The object that a mini-program host offers, as far as all of them agree. */
export interface MiniProgram {
    connectSocket(options: object): unknown;
    request?: Call;
    httpRequest?: Call;
    uploadFile: Call;
    getStorageSync: (key: never) => unknown;
    setStorageSync: (...args: never[]) => unknown;
    removeStorageSync: (...args: never[]) => unknown;
    onAppShow?: Subscribe;
    onAppHide?: Subscribe;
    onNetworkStatusChange?: Subscribe;
    offAppShow?: Subscribe;
    offAppHide?: Subscribe;
    offNetworkStatusChange?: Subscribe;
}
/** The sentence in a failure. */
export declare const reason: (err: Failure | undefined) => string;
/**
 * A host of the wx family: WeChat and QQ as they are; Baidu, Douyin, uni-app and Alipay differ in what they override.
 */
export declare class MiniProgramHost<Task extends SocketTask = SocketTask> implements Host {
    readonly platform: string;
    protected readonly api: MiniProgram;
    readonly storage: Storage;
    constructor(platform: string, api: MiniProgram);
    connect(url: string, events: SocketEvents): Socket;
    /** Calls the host's connectSocket. */
    protected open(url: string, fail: (err: Failure) => void): Task;
    /** Sets all handlers, at once: a host tells an event only to handlers that are there. */
    protected listen(task: Task, told: Told): void;
    protected socket(task: Task, told: Told): Socket;
    request(r: HTTPRequest): Promise<HTTPAnswer>;
    upload(u: Upload): Running<HTTPAnswer>;
    watch(tell: (change: LifeCycle) => void): () => void;
}
export {};
