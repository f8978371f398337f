import { type StatusName } from './status';
/** What a failed call knows beside its number and sentence. */
export interface ErrorData {
    /** Our own code: docs/PROTOCOL.md, 7.2. */
    code: string;
    /** The error's kind and sentence, as the old REST API words them. */
    error: string;
    error_description: string;
    /** The field that is wrong. */
    field?: string;
    /** Seconds after which the same may work. */
    retryAfter?: number;
    [more: string]: unknown;
}
/** The error of the old API: act on `type`, a number of `statusCode`. */
export declare class EasemobError extends Error {
    readonly type: number;
    readonly data: ErrorData;
    constructor(status: StatusName, message: string, data?: Partial<ErrorData>);
}
/** What our code is called there. */
export declare const statusOf: (code: string) => StatusName;
/** Makes an error of the old API of whatever was thrown. `status` is the number when the call knows better. */
export declare function asEasemobError(thrown: unknown, status?: StatusName): EasemobError;
/** What a refused login is: old code reads the sentence in `data.data`, or in `data`. */
export declare function loginError(thrown: unknown): EasemobError;
