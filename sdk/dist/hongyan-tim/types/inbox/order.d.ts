/** A conversation's messages in the order of their `seq`, each once: those that come too early wait. */
export declare class Order<T> {
    last: number;
    private early;
    /** `last` is the seq up to which all is known. */
    constructor(last: number);
    /** Takes what came, and gives what is in order now. What is known already gives nothing. */
    take(seq: number, item: T): T[];
    /** What waits at a seq is no longer as it was. */
    replace(seq: number, item: T): void;
    /** Nothing before `seq` is to be waited for. Gives what is in order now. */
    skip(seq: number): T[];
    /** The smallest seq that waits for one before it, or undefined. */
    get waiting(): number | undefined;
    private follow;
    private seqs;
}
