import type { Storage } from '../host/host';
/**
 * What the inbox knows beyond the end of the app: the cursor of `sync`, and what the app was told since.
 */
export declare class Memory {
    private storage;
    private key;
    private failed;
    private kept;
    private writing;
    private dirty;
    constructor(storage: Storage, key: string, failed: (thrown: unknown) => void);
    load(): Promise<void>;
    get cursor(): string | undefined;
    /** Up to which seq the conversation was told; undefined when it is unknown. */
    last(conversation: string): number | undefined;
    told(conversation: string, seq: number): void;
    /** Tells whether an event is new, and keeps it. */
    newEvent(event: string): boolean;
    /** All up to a cursor has been told. */
    reached(cursor: string): void;
    /** The server knows nothing of what was told: it was set back to an earlier time. */
    forget(): void;
    private save;
}
