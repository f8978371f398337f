import type { Credential } from '../credential';
import type { Host } from '../host/host';
import { Session } from '../mqtt/session';
import { type BackoffOptions } from './backoff';
import type { Servers } from './servers';
import { type ConnectionState } from './state';
/** Who connects. */
export interface Login {
    /** `user@app`, as the server takes it. */
    username: string;
    credential: Credential;
}
export interface ConnectionOptions {
    clientId: string;
    userProperties: {
        [name: string]: string;
    };
    backoff?: BackoffOptions;
    /** Seconds of silence after which the server is asked whether it is there. */
    keepAlive?: number;
    /** Seconds in which it has to answer. */
    patience?: number;
    /** Seconds after which a client that fell back on another server looks for the preferred one. */
    preferAfter?: number;
}
/** Together they say when a dead connection is noticed: after 35 seconds, while servers and networks wait 45 and more. */
export declare const usual: {
    keepAlive: number;
    patience: number;
};
export interface ConnectionEvents {
    state(state: ConnectionState): void;
    /** A session is set up: prepare it. It counts as connected when the promise resolves. */
    prepare(session: Session): Promise<void>;
    /** The session is ready: what waits can be sent. */
    ready(session: Session): void;
    message(topic: string, payload: Uint8Array): void;
}
/**
 * Keeps a session with one of the servers from `open` to `close`: reconnects at once when the app is shown or the network
 * returns, else after a pause; the old socket is closed first. What ends for good ends in the state `closed`.
 */
export declare class Connection {
    private host;
    private servers;
    private options;
    private events;
    private session;
    private login;
    private backoff;
    private timer;
    private preferTimer;
    private unwatch;
    private attempt;
    private fresh;
    private offline;
    private hidden;
    private since;
    private now;
    constructor(host: Host, servers: Servers, options: ConnectionOptions, events: ConnectionEvents);
    get state(): ConnectionState;
    /** The session, when it is connected and ready. */
    get ready(): Session | undefined;
    /** Begins to connect. What becomes of it is told by `state`. */
    open(login: Login): void;
    /** Ends the connection. */
    close(): void;
    private lifeCycle;
    /** Ends what there is of a session and of attempts, without a word. */
    private drop;
    private connect;
    private begin;
    private arrived;
    private failed;
    private retry;
    private lookForPreferred;
    private become;
}
