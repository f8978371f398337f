/**
 * Codes of errors that the SDK itself raises. All other codes are the server's own (docs/PROTOCOL.md, 7.2).
 */
export type SDKCode = 'bad_option' | 'not_logged_in' | 'logged_out' | 'no_host' | 'offline' | 'connection_lost' | 'timeout' | 'cancelled' | 'outbox_full' | 'storage_failed' | 'upload_failed' | 'unexpected_answer';
/** What an error knows beside its code and sentence. */
export interface ErrorDetails {
    /** The field or parameter that is wrong. */
    field?: string;
    /** Seconds after which the same may work. */
    retryAfter?: number;
    /** When what keeps one out ends, in milliseconds since 1970. */
    until?: number;
    /** The HTTP status, when the server answered a request. */
    status?: number;
    /** Of `replaced`: where the session runs that took the place of this one. */
    by?: {
        platform: string;
        device: string;
    };
}
/**
 * The one type of error that the SDK throws and rejects with. Act on `code`, which is stable; show or log `message`,
 * a sentence that says what to do.
 */
export declare class ChatError extends Error {
    readonly code: string;
    readonly field?: string;
    readonly retryAfter?: number;
    readonly until?: number;
    readonly status?: number;
    readonly by?: {
        platform: string;
        device: string;
    };
    constructor(code: SDKCode | (string & {}), message: string, details?: ErrorDetails);
    /** Tells whether the same may work later, without anything being changed. */
    get temporary(): boolean;
}
/** Makes a ChatError of whatever was thrown. */
export declare function asChatError(thrown: unknown, code?: SDKCode): ChatError;
