import type { JSONObject } from '../../message';
import type { Face } from '../face';
import type { TIMMessage } from '../objects';
/** The methods that change messages after they were sent, and tell of reading them. */
export declare const changingMethods: (face: Face) => {
    revokeMessage(message: TIMMessage): Promise<{
        message: TIMMessage;
    }>;
    modifyMessage(message: TIMMessage): Promise<{
        message: TIMMessage;
    }>;
    /** Messages of one conversation, for oneself alone. */
    deleteMessage(messages: TIMMessage[]): Promise<{
        messageList: TIMMessage[];
    }>;
    /** Messages of one conversation: whoever sent them hears of it. */
    sendMessageReadReceipt(messages: TIMMessage[]): Promise<object>;
    getMessageReadReceiptList(messages: TIMMessage[]): Promise<{
        messageList: TIMMessage[];
    }>;
    /** `filter` 0: who has read it, 1: who has not. */
    getGroupMessageReadMemberList({ message, filter, cursor, count }: {
        message: TIMMessage;
        filter?: 0 | 1;
        cursor?: string;
        count?: number;
    }): Promise<JSONObject>;
};
