import type { JSONObject } from '../../message';
import { type ChatType } from '../address';
import type { Face } from '../face';
/** A conversation as the old API names it. */
export interface Named {
    conversationId: string;
    conversationType: ChatType;
}
/** The list of conversations. */
export declare const conversationMethods: (face: Face) => {
    /** A page of conversations, the latest active first. */
    getServerConversations({ pageSize, cursor }?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<import("..").Answer<{
        conversations: JSONObject[];
        cursor: string;
    }>>;
    getServerPinnedConversations(_options?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<import("..").Answer<{
        conversations: JSONObject[];
        cursor: string;
    }>>;
    /** Conversations with a mark. */
    getServerConversationsByFilter({ filter }: {
        pageSize?: number;
        cursor?: string;
        filter: {
            mark: number | string;
        };
    }): Promise<import("..").Answer<{
        conversations: JSONObject[];
        cursor: string;
    }>>;
    /** All conversations, in the shape of older code. */
    getConversationlist(_callbacks?: object): Promise<import("..").Answer<{
        channel_infos: {
            channel_id: string;
            unread_num: number;
            lastMessage: JSONObject | undefined;
            meta: {};
        }[];
    }>>;
    /** Takes a conversation off the list; with `deleteRoam` its messages go too, for oneself. */
    deleteConversation({ channel, chatType, deleteRoam }: {
        channel: string;
        chatType: ChatType;
        deleteRoam?: boolean;
    }): Promise<import("..").Answer<{
        result: string;
    }>>;
    /** Lists a conversation before the others. */
    pinConversation({ conversationId, conversationType, isPinned }: Named & {
        isPinned: boolean;
    }): Promise<import("..").Answer<{
        isPinned: boolean;
        pinnedTime: number;
    }>>;
    addConversationMark({ conversations, mark: one }: {
        conversations: Named[];
        mark: number | string;
    }): Promise<void>;
    removeConversationMark({ conversations, mark: one }: {
        conversations: Named[];
        mark: number | string;
    }): Promise<void>;
    /** Deletes all messages and conversations, for oneself. */
    deleteAllMessagesAndConversations(): Promise<void>;
};
