/** Something that is on its way: a promise that can be taken back. */
export interface Sending<T> extends Promise<T> {
    /** The id of the message, by which `sent` and `failed` name it. */
    cid: string;
    /** Takes it back; the promise then rejects with `cancelled`, unless it is too late. */
    cancel(): void;
}
export declare function sending<T>(cid: string, answer: Promise<T>, cancel: () => void): Sending<T>;
