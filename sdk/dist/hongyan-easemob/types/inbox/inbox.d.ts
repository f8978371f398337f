import type { components } from '../api/schema';
import { type Conversation, type JSONObject, type Message } from '../message';
import type { Memory } from './memory';
type Page = components['schemas']['HistoryPage'];
type SyncPage = components['schemas']['SyncPage'];
/** What the inbox asks the server. */
export interface InboxSource {
    sync(cursor: string | undefined): Promise<SyncPage>;
    /** Messages after a seq, the oldest first. */
    history(conversation: string, after: number): Promise<Page>;
    view(conversation: string): Promise<Conversation>;
}
/** What the inbox tells, in the order in which it happened in each conversation. */
export interface InboxEvents {
    /** A message of another device; each once. */
    message(conversation: string, message: Message): void;
    /** A message that is in its place now: those of this device too, placeholders too. For who keeps an overview. */
    placed(conversation: string, message: Message): void;
    /** A message that was told before is no longer as it was. `event` says why, when that is known. */
    changed(conversation: string, message: Message, event?: ServerEvent): void;
    /** The user deleted messages for himself, on another device. */
    deleted(conversation: string, seqs: number[]): void;
    /** So many messages were missed that they are not told one by one: read the history between these seqs. */
    gap(conversation: string, after: number, before: number): void;
    /** Whatever else the server tells. */
    event(event: ServerEvent): void;
    /** A conversation as the server sees it, after the client was away. */
    view(view: Conversation): void;
    /** Something failed that will be tried again when the client reconnects. */
    failed(err: unknown): void;
}
/** An event of the server [PROTOCOL 5]. */
export type ServerEvent = {
    event: string;
} & JSONObject;
/**
 * Puts what comes in order: each message is told once, by its `seq`; what is missing is fetched from the history; what
 * happened while the client was away comes by `sync`, from a cursor that outlives the app.
 */
export declare class Inbox {
    private me;
    private source;
    private memory;
    private mine;
    private events;
    private lanes;
    private held;
    private start;
    private syncing;
    private syncs;
    private over;
    constructor(me: {
        user: string;
    }, source: InboxSource, memory: Memory, mine: (message: Message) => boolean, events: InboxEvents);
    /** Tells nothing any more. */
    close(): void;
    /** Takes a message that came live. */
    take(message: Message): void;
    /** A message of this device is on the server's disk. */
    sent(message: Message): void;
    /** Takes an event that came live: of the inbox, of a group or of a chatroom. */
    takeEvent(event: ServerEvent): void;
    /** The user has left a chatroom: the next entry begins anew. */
    leftRoom(address: string): void;
    /**
     * Finds out what happened while the client was away, tells it, and remembers how far it came. What comes live meanwhile
     * is told after it. Call it after each connection is made; one that is under way is waited for.
     */
    sync(): Promise<void>;
    private syncNow;
    private release;
    private whenSynced;
    private catchUp;
    private catchUpWith;
    private live;
    private meet;
    private lane;
    private place;
    private fillLater;
    /** Fetches what is missing before what waits, or before a seq: one after the other in a conversation. */
    private fill;
    private fillNow;
    private fillPage;
    private skip;
    private tell;
    private tellEvent;
}
export {};
