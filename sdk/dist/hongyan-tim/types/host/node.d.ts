import type { HTTPAnswer, HTTPRequest, Running, Storage, Upload } from './host';
import { StandardHost, type WebSocketClass } from './web';
/** What Node needs: all may be left out from Node 22 on. */
export interface NodeOptions {
    /** A WebSocket class, like that of the package `ws`; by default the global one, which Node has from version 22 on. */
    WebSocket?: WebSocketClass;
    /** Where messages that wait are kept; by default in memory. */
    storage?: Storage;
}
/** Node, and whatever else has fetch and a WebSocket but is no browser. Nothing tells of its network or its end. */
export declare class NodeHost extends StandardHost {
    readonly platform = "other";
    readonly storage: Storage;
    constructor(options?: NodeOptions);
    request(r: HTTPRequest): Promise<HTTPAnswer>;
    upload(u: Upload): Running<HTTPAnswer>;
    private send;
    watch(): () => void;
}
