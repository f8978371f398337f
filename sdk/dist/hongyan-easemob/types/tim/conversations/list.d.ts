import type { Conversation } from '../../message';
import type { Face } from '../face';
import { type TIMConversation, type TIMMessage } from '../objects';
/** The list of conversations: the client's, and that of system notices, which lives here. */
export declare class Conversations {
    private face;
    private views;
    private quiet;
    private drafts;
    /** System notices of groups, the oldest first, and how many are unread. */
    notices: TIMMessage[];
    unreadNotices: number;
    private told;
    private timer;
    constructor(face: Face);
    clear(): void;
    /** What the server says of a conversation, as far as it is known. */
    view(address: string): Conversation | undefined;
    put(view: Conversation): void;
    load(): Promise<void>;
    setQuiet(address: string, quiet: boolean): void;
    remindType(address: string): string;
    setDraft(conversationID: string, text: string): void;
    /** All conversations, pinned ones first, then the latest. */
    list(): Promise<TIMConversation[]>;
    one(conversationID: string, view: Conversation): Promise<TIMConversation>;
    private show;
    private atType;
    private last;
    private system;
    /** Tells the app of the list, once for many changes in one go. */
    changed(): void;
    private tellUnread;
}
/** Conversations that do not notify do not count. */
export declare const totalOf: (list: TIMConversation[]) => number;
