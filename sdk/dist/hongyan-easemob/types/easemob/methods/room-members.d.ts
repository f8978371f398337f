import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** Who is in a chatroom, who may write there, and who may not come in. */
export declare const roomMemberMethods: (face: Face) => {
    /** A page of who is in it; pages are numbered from 1. */
    listChatRoomMembers(options: JSONObject): Promise<{
        count: number;
        type: 0;
        data: ({
            owner: string;
            member?: undefined;
        } | {
            member: string;
            owner?: undefined;
        })[];
    }>;
    getChatRoomAdmin(options: JSONObject): Promise<import("..").Answer<string[]>>;
    setChatRoomAdmin(options: JSONObject): Promise<import("..").Answer<{
        newadmin: any;
        result: string;
    }>>;
    removeChatRoomAdmin(options: JSONObject): Promise<import("..").Answer<{
        oldadmin: any;
        result: string;
    }>>;
    /** Puts users out; they may come back. */
    removeChatRoomMember(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    removeChatRoomMembers(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    /** Mutes users for some milliseconds; -1 is without end. */
    muteChatRoomMember(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    unmuteChatRoomMember(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    getChatRoomMutelist(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        expire: number | undefined;
    }[]>>;
    isInChatRoomMutelist(options: JSONObject): Promise<import("..").Answer<boolean>>;
    blockChatRoomMember(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    blockChatRoomMembers(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    unblockChatRoomMember(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    unblockChatRoomMembers(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    getChatRoomBlocklist(options: JSONObject): Promise<import("..").Answer<string[]>>;
    /** Mutes all but the owner, the admins and the allowlist. */
    disableSendChatRoomMsg(options: JSONObject): Promise<import("..").Answer<{
        mute: boolean;
    }>>;
    enableSendChatRoomMsg(options: JSONObject): Promise<import("..").Answer<{
        mute: boolean;
    }>>;
    addUsersToChatRoomAllowlist(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    removeChatRoomAllowlistMember(options: JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    getChatRoomAllowlist(options: JSONObject): Promise<import("..").Answer<string[]>>;
    isInChatRoomAllowlist(options: JSONObject): Promise<import("..").Answer<{
        white: boolean;
    }>>;
};
