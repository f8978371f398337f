import type { JSONObject } from '../../message';
import { type ChatType } from '../address';
import type { Face } from '../face';
/** What becomes of messages after they were sent. */
export declare const messageMethods: (face: Face) => {
    recallMessage({ mid, to, chatType, type }: {
        mid: string;
        to: string;
        chatType?: ChatType;
        type?: ChatType;
        ext?: string;
    }): Promise<import("..").Answer<import("..").ChatMessage>>;
    /** Changes the text of a `txt`, or the content of a `custom`. */
    modifyMessage({ messageId, modifiedMessage }: {
        messageId: string;
        modifiedMessage: JSONObject;
    }): Promise<{
        message: import("..").ChatMessage;
        type: 0;
        data: {
            message: import("..").ChatMessage;
        };
    }>;
    addReaction({ messageId, reaction, to, chatType }: {
        messageId: string;
        reaction: string;
        to?: string;
        chatType?: ChatType;
    }): Promise<void>;
    deleteReaction({ messageId, reaction, reactionId, to, chatType }: {
        messageId: string;
        reaction?: string;
        reactionId?: string;
        to?: string;
        chatType?: ChatType;
    }): Promise<void>;
    /** The reactions to messages. */
    getReactionlist({ messageId, chatType, groupId, to }: {
        messageId: string | string[];
        chatType?: ChatType;
        groupId?: string;
        to?: string;
    }): Promise<import("..").Answer<{
        msgId: string;
        reactionList: {
            reaction: string;
            userCount: number;
            count: number;
            userList: string[];
            isAddedBySelf: boolean;
        }[];
    }[]>>;
    /** Who reacted so to a message: the first ten. */
    getReactionDetail({ messageId, reaction, to, chatType }: {
        messageId: string;
        reaction: string;
        to?: string;
        chatType?: ChatType;
        pageSize?: number;
        cursor?: string;
    }): Promise<import("..").Answer<{
        reaction: string;
        userCount: number;
        count: number;
        userList: string[];
        isAddedBySelf: boolean;
        cursor: string;
    }>>;
    pinMessage({ conversationId, conversationType, messageId }: {
        conversationId: string;
        conversationType: ChatType;
        messageId: string;
    }): Promise<void>;
    unpinMessage({ conversationId, conversationType, messageId }: {
        conversationId: string;
        conversationType: ChatType;
        messageId: string;
    }): Promise<void>;
    /** The pinned messages of a conversation, the one pinned last first. */
    getServerPinnedMessages({ conversationId, conversationType }: {
        conversationId: string;
        conversationType: ChatType;
        pageSize?: number;
        cursor?: string;
    }): Promise<import("..").Answer<{
        list: {
            message: import("..").ChatMessage;
            operatorId: string;
            pinTime: number;
        }[];
        cursor: string;
    }>>;
    /** Reports a message. `reason` alone, as the oldest code calls it, reports nothing the server could find. */
    reportMessage({ reportType, reportReason, messageId, to, chatType }: {
        reportType?: string;
        reportReason?: string;
        messageId: string;
        to?: string;
        chatType?: ChatType;
    }): Promise<void>;
    /** Who has read a message of a group that was sent with `allowGroupAck`. */
    getGroupMsgReadUser({ msgId, groupId }: {
        msgId: string;
        groupId: string;
    }): Promise<{
        type: 0;
        data: string[];
        entities: {
            ack_id: string;
            acker: string;
            msgId: string;
            mid: string;
            from: string;
            userId: string;
        }[];
        userList: {
            ack_id: string;
            acker: string;
            msgId: string;
            mid: string;
            from: string;
            userId: string;
        }[];
        timestamp: number;
        is_last: boolean;
        total: number;
        count: number;
    }>;
    /** The messages in a forwarded bundle. */
    downloadAndParseCombineMessage({ url }: {
        url: string;
        secret?: string;
    }): Promise<JSONObject[]>;
};
