/** How a client introduces itself. */
export interface Introduction {
    clientId: string;
    username: string;
    password: string;
    /** Seconds after which the server may take a silent client for dead. */
    keepAlive: number;
    userProperties: {
        [name: string]: string;
    };
}
export declare function connect(c: Introduction): Uint8Array;
export declare function publish(topic: string, payload: Uint8Array, id: number): Uint8Array;
export declare function puback(id: number): Uint8Array;
export declare function subscribe(filters: string[], id: number): Uint8Array;
export declare function unsubscribe(filters: string[], id: number): Uint8Array;
export declare const pingreq: () => Uint8Array;
export declare const disconnect: () => Uint8Array;
