import type { HTTPAnswer, HTTPRequest, LifeCycle, Running, Storage, Upload } from './host';
import { StandardHost } from './web';
/** A page in a browser. XMLHttpRequest rather than fetch: it tells how far an upload is, and is in every web view. */
export declare class BrowserHost extends StandardHost {
    readonly platform = "web";
    readonly storage: Storage;
    constructor();
    request(r: HTTPRequest): Promise<HTTPAnswer>;
    upload(u: Upload): Running<HTTPAnswer>;
    watch(tell: (change: LifeCycle) => void): () => void;
}
