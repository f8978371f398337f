import type { Conversation, Message } from '../message';
/** How far the user has read: `unread` was counted when `last_seq` was the last message. */
export type ReadState = Pick<Conversation, 'read_seq' | 'unread' | 'last_seq'>;
/** What the list asks the server, and whom it tells. */
export interface ConversationsSource {
    me: string;
    page(cursor: string | undefined): Promise<{
        conversations: Conversation[];
        next?: string;
    }>;
    view(conversation: string): Promise<Conversation>;
    /** A conversation is no longer as it was. */
    changed(conversation: Conversation): void;
}
/**
 * The list of conversations, kept as it is at the server: what a new message does to it is done here, and for whatever is
 * not that simple the one conversation is read again.
 */
export declare class Conversations {
    private source;
    private known;
    private loaded;
    private reading;
    constructor(source: ConversationsSource);
    /** All conversations that are not hidden: pinned ones first, then the latest active. */
    list(): Promise<Conversation[]>;
    /** How many messages are unread, in all. */
    unread(): Promise<number>;
    /** Takes what `sync` says of a conversation. */
    put(view: Conversation): void;
    /** Takes what the server answers. What came by the socket meanwhile may be newer, so it is only good for now. */
    answered(view: Conversation): void;
    /** A message is in its place. */
    placed(conversation: string, message: Message): void;
    /** The user has read up to a seq. */
    read(conversation: string, { read_seq, unread, last_seq }: ReadState): void;
    /** The other one has read, or got, up to a seq. */
    peer(conversation: string, mark: 'peer_read_seq' | 'peer_delivered_seq', seq: number): void;
    /** Reads a conversation again; many calls in one go are one. */
    refresh(conversation: string): void;
    private reload;
    private set;
    /** Forgets a conversation that is gone. */
    remove(conversation: string): void;
    private load;
    private loadAll;
}
