/** Tells senders that their messages have arrived: the newest of a conversation, once in a while. */
export declare class DeliveryReceipts {
    private send;
    private seqs;
    private timer;
    constructor(send: (conversation: string, seq: number) => void);
    arrived(conversation: string, seq: number): void;
    close(): void;
    private flush;
}
