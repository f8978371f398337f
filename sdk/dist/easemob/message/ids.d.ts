import type { Message } from '../../message';
/** Where a message is. */
export interface Place {
    conversation: string;
    seq: number;
    from: string;
    id: string;
    /** Its sender wants to know who in the group has read it. */
    receipt?: boolean;
}
/** Reads messages of a conversation between two times, in milliseconds since 1970. */
export type Between = (conversation: string, since: number, until: number) => Promise<Message[]>;
/**
 * The old API names a message by its id alone, the server by its conversation and `seq`. What was seen is remembered;
 * what was not is found by the time in its id.
 */
export declare class MessageIds {
    private between;
    private places;
    private order;
    constructor(between: Between);
    /** Remembers where a message is, by its id and by the id that this device gave it. */
    saw(conversation: string, message: Message): void;
    /** Where a message is, as far as it was seen. */
    known(id: string): Place | undefined;
    /** The messages of a conversation that were seen, up to a seq, in their order. */
    upTo(conversation: string, from: string, seq: number): Place[];
    /** Where a message is. Rejects with `no_such_message`. */
    find(conversation: string, id: string): Promise<Place>;
    private keep;
}
