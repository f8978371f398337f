import type { Storage } from './host/host';
/** Who is logged in. The server says in CONNACK what app and user the names of the login stand for. */
export interface Identity {
    app: string;
    user: string;
    /** There, when ids are the same in capital and small letters [PROTOCOL 1.5]. */
    fold_ids?: string;
}
/** An id or address as the server spells it. */
export declare const spelled: (identity: Identity, name: string) => string;
/** Guests have no account: they enter chatrooms and read there, and nothing else [PROTOCOL 8.6]. */
export declare const isGuest: (identity: Identity) => boolean;
/** Letters and digits at random. Not for secrets. */
export declare function randomName(length: number): string;
/** The name of this device, the same as long as its storage lives. */
export declare function deviceName(storage: Storage): Promise<string>;
