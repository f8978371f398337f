import type { ChatError } from '../errors';
/**
 * What becomes of the connection.
 * - `idle`: nobody is logged in.
 * - `connecting`: a socket is being opened, or the login is under way.
 * - `connected`: messages come and go.
 * - `waiting`: the connection was lost or could not be made; it is tried again at `retryAt`, or at once when the app is
 *   shown or the network comes back.
 * - `closed`: the server wants no connection of this login (`error.code`: `kicked`, `replaced`, `token_expired`,
 *   `token_revoked`, `banned`, `unauthenticated` …). It is not tried again; call `login`.
 */
export type StateName = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed';
export interface ConnectionState {
    state: StateName;
    /** The server that is tried or connected. */
    server?: string;
    /** Why it is `waiting` or `closed`. */
    error?: ChatError;
    /** When it is tried again, milliseconds since 1970. */
    retryAt?: number;
}
/** Tells whether an error ends the login. */
export declare const endsLogin: (err: ChatError) => boolean;
/** Tells whether a fresh token may help. */
export declare const wantsToken: (err: ChatError) => boolean;
