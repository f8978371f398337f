import type { Message } from '../../message';
import type { TIMMessage } from '../objects';
/** A message that was shown, and what it is at the server. */
export interface Shelved {
    shown: TIMMessage;
    /** Absent while it was not sent. */
    ours?: Message;
    /** The file that it is made of, until it was sent. */
    file?: unknown;
    onProgress?: (progress: number) => void;
}
/** The messages that the app has seen, by their ID: what it hands back may be a copy of one. */
export declare class Shelf {
    /** Conversations whose history the app has asked for. */
    readonly asked: {
        [conversationID: string]: true;
    };
    private known;
    private order;
    clear(): void;
    get(id: string): Shelved | undefined;
    /** Keeps a message; the object that the app has already stays the one it knows, and is brought up to date. */
    put(one: Shelved): TIMMessage;
    /** The messages of a conversation that are known. */
    of(conversationID: string): TIMMessage[];
}
