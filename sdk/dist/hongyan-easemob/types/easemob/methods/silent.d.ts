import type { JSONObject } from '../../message';
import { type ChatType } from '../address';
import type { Face } from '../face';
/** What the old API says of times to be quiet: one of three things at a time. */
export interface SilentOptions {
    /** 0: which messages disturb; 1: for how long nothing disturbs; 2: a part of each day. */
    paramType: number;
    remindType?: 'ALL' | 'AT' | 'NONE' | 'DEFAULT';
    /** Minutes. */
    duration?: number;
    startTime?: {
        hours: number;
        minutes: number;
    };
    endTime?: {
        hours: number;
        minutes: number;
    };
}
/** A conversation as the old API names it. */
export interface Named {
    conversationId: string;
    type: ChatType;
}
/** When one is not to be disturbed. Messages arrive all the same. */
export declare const silentMethods: (face: Face) => {
    setSilentModeForAll({ options }: {
        options: SilentOptions;
    }): Promise<import("..").Answer<JSONObject>>;
    getSilentModeForAll(_callbacks?: object): Promise<import("..").Answer<JSONObject>>;
    setSilentModeForConversation({ conversationId, type, options }: Named & {
        options: SilentOptions;
    }): Promise<import("..").Answer<JSONObject>>;
    /** Which messages disturb is again as it is for all conversations. */
    clearRemindTypeForConversation({ conversationId, type }: Named): Promise<import("..").Answer<JSONObject>>;
    getSilentModeForConversation({ conversationId, type }: Named): Promise<import("..").Answer<JSONObject>>;
    getSilentModeForConversations({ conversationList }: {
        conversationList: Array<{
            id: string;
            type: ChatType;
        }>;
    }): Promise<import("..").Answer<{
        user: JSONObject;
        group: JSONObject;
    }>>;
    /** Conversations that have a setting of their own. */
    getSilentModeRemindTypeConversations({ pageSize, cursor }?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<import("..").Answer<{
        conversations: {
            conversationId: string;
            type: ChatType;
            remindType: any;
        }[];
        cursor: string;
    }>>;
};
