import type { Storage } from '../host/host';
import type { Entry } from './entry';
/**
 * Keeps entries in the host's storage, each under a key of its own: what is written does not grow with what waits. A
 * small record says from where to where the keys go; those between that are missing were sent.
 */
export declare class Shelf {
    private storage;
    private prefix;
    private first;
    private next;
    private work;
    private kept;
    /** `prefix` is that of the keys: of a user of an app. */
    constructor(storage: Storage, prefix: string);
    /** The entries that an earlier run left, in their order. */
    load(): Promise<Entry[]>;
    /** Keeps an entry, and gives it its place. When it resolves, the entry outlives the app; rejects with `storage_failed`. */
    put(entry: Entry): Promise<void>;
    /** Forgets an entry. */
    remove(n: number): Promise<void>;
    private key;
    private inTurn;
}
