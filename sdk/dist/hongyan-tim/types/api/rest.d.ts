import type { Host } from '../host/host';
import type { Session } from '../mqtt/session';
import type { Call } from './call';
/** Where calls go: over the socket when there is one, over HTTP otherwise; or always over one of them. */
export type RestWay = 'auto' | 'socket' | 'http';
export interface RestOptions {
    way: RestWay;
    host: Host;
    /** The topic of requests: `im/APP/user/ME/request`. */
    topic(): string;
    /** The session, when there is one. */
    session(): Session | undefined;
    /** `https://host` of the server that is used. */
    server(): string;
    /** A token for HTTP, or nothing before login. `fresh`: the one before is not taken any more. */
    token(fresh: boolean): Promise<string | undefined>;
}
/** Asks the server's REST API, over HTTP or over the socket [PROTOCOL 6]. */
export declare class Rest {
    private options;
    private pending;
    private running;
    private queue;
    private lastId;
    constructor(options: RestOptions);
    /**
     * Asks, and resolves with what the server answers. Rejects with the server's error; with `offline` when it cannot be
     * asked; with `connection_lost` or `timeout` when no answer came, and what was asked may have happened. What only reads
     * is then asked once more.
     */
    call(call: Call): Promise<unknown>;
    private once;
    /** Takes an answer that came on `…/reply`. */
    replied(payload: Uint8Array): void;
    private absolute;
    /** The session has ended: what was asked over it gets no answer. */
    lost(): void;
    private overSocket;
    private turn;
    private withToken;
    private overHTTP;
}
/** What an HTTP answer holds; throws the error that it tells of. */
export declare function answerOf(status: number, body: string): unknown;
