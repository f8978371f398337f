import type { components } from './api/schema';
type Receipts = Pick<components['schemas']['Receipts'], 'read' | 'unread'>;
/** How many members of a group have read a message, and how many have not. */
export interface Counts {
    read: number;
    unread: number;
}
/**
 * Who has read one's own messages in groups. Of each message the server is asked once; from then on what it tells of
 * readers is followed, so that a group that reads costs no requests.
 */
export declare class Readers {
    private ask;
    private known;
    /** `ask` asks the server who has read a message. */
    constructor(ask: (conversation: string, seq: number) => Promise<Receipts>);
    /** Forgets everything: somebody else is logged in, or readers may have been missed. */
    clear(): void;
    /** A member has read a message. Gives the counts when that is news. Rejects when the server does not say. */
    readBy(user: string, conversation: string, seq: number): Promise<Counts | undefined>;
}
export {};
