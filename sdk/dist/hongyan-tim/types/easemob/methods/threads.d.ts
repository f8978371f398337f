import type { components } from '../../api/schema';
import type { JSONObject } from '../../message';
import type { Face } from '../face';
type Thread = components['schemas']['Thread'];
/** A page of threads. */
export interface Page {
    parentId?: string;
    cursor?: string;
    pageSize?: number;
}
/** A thread in the words of the old API. */
export declare function threadOf(thread: Thread): JSONObject;
/** Threads of groups: small conversations that hang from a message. Messages go to them by `isChatThread` and their id. */
export declare const threadMethods: (face: Face) => {
    createChatThread({ parentId, name, messageId }: {
        parentId: string;
        name: string;
        messageId: string;
    }): Promise<import("..").Answer<{
        chatThreadId: string;
    }>>;
    joinChatThread({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<import("..").Answer<{
        status: string;
        detail: JSONObject;
    }>>;
    leaveChatThread({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<import("..").Answer<{
        status: string;
    }>>;
    destroyChatThread({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<import("..").Answer<{
        status: string;
    }>>;
    changeChatThreadName({ chatThreadId, name }: {
        chatThreadId: string;
        name: string;
    }): Promise<import("..").Answer<{
        name: any;
    }>>;
    getChatThreadMembers({ chatThreadId, ...page }: {
        chatThreadId: string;
    } & Page): Promise<{
        properties: {
            cursor: string;
        };
        type: 0;
        data: {
            affiliations: string[];
        };
    }>;
    removeChatThreadMember({ chatThreadId, username }: {
        chatThreadId: string;
        username: string;
    }): Promise<import("..").Answer<{
        result: boolean;
        user: string;
    }>>;
    /** The threads that one is in, of one group or of all. */
    getJoinedChatThreads({ parentId, ...page }?: Page): Promise<{
        entities: JSONObject[];
        properties: {
            cursor: string;
        };
        type: 0;
        data: JSONObject[];
    }>;
    /** The threads of a group. */
    getChatThreads({ parentId, ...page }: Page & {
        parentId: string;
    }): Promise<{
        entities: JSONObject[];
        properties: {
            cursor: string;
        };
        type: 0;
        data: JSONObject[];
    }>;
    getChatThreadLastMessage({ chatThreadIds }: {
        chatThreadIds: string[];
    }): Promise<{
        entities: {
            chatThreadId: string;
            lastMessage: {};
        }[];
        type: 0;
        data: {
            chatThreadId: string;
            lastMessage: {};
        }[];
    }>;
    getChatThreadDetail({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<import("..").Answer<JSONObject>>;
};
export {};
