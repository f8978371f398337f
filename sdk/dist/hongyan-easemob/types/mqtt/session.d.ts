import { ChatError } from '../errors';
import type { Host } from '../host/host';
/** How a session introduces itself. */
export interface SessionOptions {
    url: string;
    clientId: string;
    username: string;
    password: string;
    /** Told to the server beside the credentials: `platform`, `device`. */
    userProperties: {
        [name: string]: string;
    };
    /** Seconds without a packet to or from the server after which the client asks whether it is there. */
    keepAlive: number;
    /** Seconds in which an answer to that has to come, and in which the session has to be set up. */
    patience: number;
}
export interface SessionEvents {
    /** A message came. It is acknowledged when this returns. */
    message(topic: string, payload: Uint8Array): void;
    /** A session that was set up has ended; told once, but not after `close`. */
    ended(err: ChatError): void;
}
/** The user properties of a PUBACK. */
export type Acknowledgement = {
    [name: string]: string;
};
/**
 * One MQTT 5 session over one socket, from CONNECT to its end. It starts clean and leaves nothing behind at the server:
 * what was missed is asked for by seq. It never reconnects; that is the business of `Connection`.
 */
export declare class Session {
    private options;
    private events;
    /**
     * Resolves when the server has let the client in, with the user properties of its answer: the `app` and `user` that the
     * names of the login stand for. Rejects with its refusal, or `connection_lost`.
     */
    readonly connected: Promise<Acknowledgement>;
    private socket;
    private decoder;
    private waiting;
    private entering;
    private lastId;
    private heard;
    private sent;
    private timer;
    private pinging;
    private over;
    private largest;
    constructor(host: Host, options: SessionOptions, events: SessionEvents);
    /** Publishes with QoS 1. Resolves with what the acknowledgement carries; rejects with the server's refusal. */
    publish(topic: string, payload: string): Promise<Acknowledgement>;
    /** Subscribes with QoS 1; rejects when one of the filters is refused. */
    subscribe(...filters: string[]): Promise<void>;
    unsubscribe(...filters: string[]): Promise<void>;
    /** Asks the other side now whether it is there; if it is not, the session ends within `ms`. */
    probe(ms?: number): void;
    /** Ends the session, with a word of farewell; no event follows. What waits rejects with `connection_lost`. */
    close(): void;
    private introduce;
    private handle;
    private entered;
    private answered;
    private exchange;
    private freeId;
    private send;
    private watchOver;
    private end;
    private finish;
}
