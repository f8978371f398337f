import type { Host, Storage } from './host/host';
/**
 * What old code does not say: where the server is. There are three places for it, and the first that says something
 * wins: `configure`, the copy of this file that a server gave out or `hongyan bake` wrote, and the addresses that the old
 * code names itself.
 */
export interface Address {
    /** `https://chat.example.com`, in the order of preference. */
    servers?: string[];
    /** The app, when it is not the one that the old code names by its key or number. */
    app?: string;
    /** Where the SDK runs, when it is not to find that out itself. */
    host?: Host;
    /** Where it keeps what outlives the app; by default the host's storage. */
    storage?: Storage;
}
/** Says where the server is, once, before the old code connects. What is not said stays as it was. */
export declare function configure(address: Address): void;
/** Where the server is. `named` are addresses that the old code names itself: they count when nothing else was said. */
export declare function addressFor(named?: string[]): Address & {
    servers: string[];
};
