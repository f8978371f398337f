/** What a promise gives, or a `timeout` when it takes longer. */
export declare function within<T>(ms: number, late: string, promise: Promise<T>): Promise<T>;
