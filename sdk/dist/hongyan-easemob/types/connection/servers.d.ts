/** The addresses of one server. */
export interface Server {
    /** `https://host`, without a slash behind. */
    http: string;
    /** `wss://host/mqtt`. */
    socket: string;
}
/** Reads an address as an app writes it. Throws `bad_option` when it is none. */
export declare function parseServer(text: string): Server;
/**
 * Servers in the order of preference, and the one whose turn it is. After a failure it is the next one's; after a round
 * the first one's again.
 */
export declare class Servers {
    private all;
    private at;
    constructor(list: string[]);
    get current(): Server;
    get preferred(): Server;
    /** The current one failed. Tells whether a round is over. */
    next(): boolean;
    /** It is the preferred one's turn again. */
    prefer(): void;
}
