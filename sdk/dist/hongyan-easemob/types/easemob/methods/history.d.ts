import { type ChatType } from '../address';
import type { Face } from '../face';
import type { ChatMessage } from '../message/modern';
/** What `getHistoryMessages` takes. */
export interface HistoryOptions {
    targetId: string;
    chatType?: ChatType;
    /** Where the page before ended: its `cursor`, or the id of its last message. */
    cursor?: string | number | null;
    /** 20 if absent, 50 at most. */
    pageSize?: number;
    /** `up`: from the newest on; `down`: from the oldest on. */
    searchDirection?: 'up' | 'down';
    searchOptions?: {
        from?: string;
        msgTypes?: string[];
        startTime?: number;
        endTime?: number;
    };
}
/** A page of a history. */
export interface HistoryPage {
    cursor: string;
    messages: ChatMessage[];
    isLast: boolean;
}
/** What was written before. */
export declare const historyMethods: (face: Face) => {
    getHistoryMessages: (options: HistoryOptions) => Promise<HistoryPage>;
    /** The newest messages of a conversation, the oldest of them first; each call goes on where the one before ended. */
    fetchHistoryMessages({ queue, chatType, isGroup, start, count }: {
        queue: string;
        chatType?: ChatType;
        isGroup?: boolean;
        start?: string | number;
        count?: number;
    }): Promise<ChatMessage[]>;
    /** Deletes messages for oneself: some by their ids, or all before a time. */
    removeHistoryMessages({ targetId, chatType, messageIds, beforeTimeStamp }: {
        targetId: string;
        chatType?: ChatType;
        messageIds?: string[];
        beforeTimeStamp?: number;
    }): Promise<import("..").Answer<{
        result: string;
    }>>;
};
