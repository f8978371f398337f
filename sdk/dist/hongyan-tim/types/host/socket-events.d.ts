import type { SocketEvents } from './host';
/**
 * Holds a host to the promises of SocketEvents: nothing after `closed`, `closed` once, nothing at all after `silence`.
 */
export declare class Told implements SocketEvents {
    private to;
    private over;
    constructor(to: SocketEvents);
    opened(): void;
    received(bytes: Uint8Array): void;
    closed(why: string): void;
    /** Whoever listens has closed the socket and wants to hear no more. */
    silence(): void;
}
