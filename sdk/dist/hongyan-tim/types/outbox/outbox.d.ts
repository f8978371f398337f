import { ChatError } from '../errors';
import type { Receipt } from '../message';
import type { Entry } from './entry';
import type { Shelf } from './shelf';
/** How much may wait. */
export interface OutboxLimits {
    messages: number;
    bytes: number;
}
export interface OutboxEvents {
    /**
     * Sends an entry: resolves with the receipt once the server has it on disk, rejects with its refusal, or with
     * `connection_lost`.
     */
    send(entry: Entry): Promise<Receipt>;
    /** An entry has been sent, by this run or for an earlier one. Told before its promise resolves. */
    sent(entry: Entry, receipt: Receipt): void;
    /** An entry was given up: the server refused it, or the caller took it back. */
    failed(entry: Entry, err: ChatError): void;
}
/** What the server takes as one payload [PROTOCOL 4.7]. A larger one would end the connection, each time. */
export declare const largestPayload = 65536;
/**
 * Messages on their way out. Each is kept before it is sent, and sent again with the same `cid` until the server has
 * answered: it gives up only when the server refuses the message, or the caller takes it back. In a conversation one is
 * under way at a time: if several were, one that is to be sent again later (`rate_limited`) would come after its successors.
 */
export declare class Outbox {
    private shelf;
    private limits;
    private events;
    private lanes;
    private count;
    private bytes;
    private open;
    constructor(shelf: Shelf, limits: OutboxLimits, events: OutboxEvents);
    /** Takes up what an earlier run left. Call it before the first `add`. */
    load(): Promise<void>;
    /** How many messages wait. */
    get length(): number;
    /**
     * Takes a message over. Resolves with its receipt; rejects with the server's refusal, `cancelled`, `outbox_full`,
     * `too_large` or `storage_failed`.
     */
    add(to: string, cid: string, payload: string): Promise<Receipt>;
    /** Takes a message back. Tells whether it was still waiting; what is under way may arrive all the same. */
    cancel(cid: string): boolean;
    /** Tells whether a message waits, or is under way. */
    has(to: string, cid: string): boolean;
    /** There is a connection: sends what waits. */
    start(): void;
    /** There is none: what is under way will be sent again. */
    stop(): void;
    /** The user has logged out: callers hear `logged_out`, and what waits stays in the storage for the next login. */
    leave(): void;
    private admit;
    private queue;
    private advance;
    private attempt;
    private refused;
    private pause;
    private done;
    private over;
    private giveUp;
}
