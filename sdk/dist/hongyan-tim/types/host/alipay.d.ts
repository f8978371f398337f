import type { Socket, SocketEvents, Storage } from './host';
import { type Failure, type MiniProgram, MiniProgramHost, type SocketTask } from './mini-program';
import { Told } from './socket-events';
type Global<T> = (listener?: (event: T) => void) => void;
/** Alipay's object. Without `multiple` there is one socket in all, with events of the app instead of a task. */
interface My extends MiniProgram {
    sendSocketMessage(options: object): void;
    closeSocket(options?: object): void;
    onSocketOpen: Global<object>;
    onSocketMessage: Global<Frame>;
    onSocketClose: Global<object>;
    onSocketError: Global<Failure>;
    offSocketOpen: Global<object>;
    offSocketMessage: Global<Frame>;
    offSocketClose: Global<object>;
    offSocketError: Global<Failure>;
}
/** What a socket got: base64 where isBuffer says so, an ArrayBuffer on newer clients. */
interface Frame {
    data: unknown;
    isBuffer?: boolean;
}
/**
 * Alipay: binary frames are base64 with `isBuffer`, what a task tells is nested in `data`, storage takes objects. Where
 * the client gives no task of its own for `multiple: true`, the one socket of the app is used.
 */
export declare class AlipayHost extends MiniProgramHost {
    private my;
    readonly storage: Storage;
    constructor(my: My);
    connect(url: string, events: SocketEvents): Socket;
    protected listen(task: SocketTask, told: Told): void;
    protected socket(task: SocketTask, told: Told): Socket;
}
export {};
