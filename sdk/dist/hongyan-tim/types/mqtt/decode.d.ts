/** The properties of a packet that a client can use. */
export interface Properties {
    reason?: string;
    maximumPacketSize?: number;
    user: {
        [name: string]: string;
    };
}
export type Packet = {
    type: 'connack';
    reason: number;
    properties: Properties;
} | {
    type: 'publish';
    topic: string;
    payload: Uint8Array;
    qos: number;
    id: number;
} | {
    type: 'acknowledged';
    id: number;
    reasons: number[];
    properties: Properties;
} | {
    type: 'pingresp';
} | {
    type: 'disconnect';
    reason: number;
    properties: Properties;
};
/**
 * Reads packets from bytes that come in pieces of any size: a packet may be split over several, and several may come in
 * one. What is no MQTT is told to `damaged`, once; nothing is read after that.
 */
export declare class Decoder {
    private packet;
    private damaged;
    private rest;
    private broken;
    constructor(packet: (packet: Packet) => void, damaged: (why: string) => void);
    /** Takes the next piece. */
    feed(piece: Uint8Array): void;
    private sizeOf;
    private read;
    private fail;
}
