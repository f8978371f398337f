/** Bounds of the pauses between attempts, in milliseconds. */
export interface BackoffOptions {
    first: number;
    most: number;
}
/**
 * How long to wait before the next attempt: a time at random up to a bound that doubles from `first` to `most`. Full
 * jitter: after an outage clients do not come all at once.
 */
export declare class Backoff {
    private options;
    private random;
    private attempt;
    constructor(options?: BackoffOptions, random?: () => number);
    /** The next pause in milliseconds. */
    next(): number;
    /** An attempt went well: the next pause is a short one again. */
    reset(): void;
}
