import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** Which one. */
export interface Of {
    roomId: string;
}
/** Attributes to set: they go with who set them, unless `autoDelete` is false. */
export interface Values extends Of {
    attributes: {
        [key: string]: string;
    };
    autoDelete?: boolean;
    isForced?: boolean;
}
/** Chatrooms, as a whole. */
export declare const roomMethods: (face: Face) => {
    setChatRoomAttributes: ({ roomId, attributes, autoDelete, isForced }: Values) => Promise<import("..").Answer<JSONObject>>;
    setChatRoomAttribute({ attributeKey, attributeValue, ...rest }: Of & {
        attributeKey: string;
        attributeValue: string;
        autoDelete?: boolean;
        isForced?: boolean;
    }): Promise<import("..").Answer<JSONObject>>;
    removeChatRoomAttributes: ({ roomId, attributeKeys, isForced }: Of & {
        attributeKeys: string[];
        isForced?: boolean;
    }) => Promise<import("..").Answer<JSONObject>>;
    removeChatRoomAttribute({ attributeKey, ...rest }: Of & {
        attributeKey: string;
        isForced?: boolean;
    }): Promise<import("..").Answer<JSONObject>>;
    /** All attributes, or those that are named. */
    getChatRoomAttributes({ roomId, attributeKeys }: Of & {
        attributeKeys?: string[];
    }): Promise<import("..").Answer<{
        [x: string]: any;
    }>>;
    /** Enters a chatroom, and again after each reconnect. */
    joinChatRoom({ roomId, leaveOtherRooms }: Of & {
        message?: string;
        ext?: string;
        leaveOtherRooms?: boolean;
    }): Promise<import("..").Answer<{
        action: string;
        result: boolean;
        user: string;
        id: string;
        info: JSONObject;
    }>>;
    leaveChatRoom({ roomId }: Of): Promise<import("..").Answer<{
        action: string;
        result: boolean;
        user: string;
        id: string;
    }>>;
    /** The chatrooms that this device has entered. */
    getJoinedChatRooms(_options?: object): Promise<import("..").Answer<JSONObject[]>>;
    /** A page of all chatrooms; pages are numbered from 1. */
    getChatRooms({ pagenum, pagesize }?: {
        pagenum?: number;
        pagesize?: number;
    }): Promise<{
        count: number;
        type: 0;
        data: JSONObject[];
    }>;
    /** Makes a chatroom, where the app lets users do so. */
    createChatRoom({ name, description: text, maxusers }: JSONObject): Promise<import("..").Answer<{
        id: string;
    }>>;
    destroyChatRoom({ chatRoomId, roomId }: {
        chatRoomId?: string;
        roomId?: string;
    }): Promise<import("..").Answer<{
        success: boolean;
        id: string;
    }>>;
    getChatRoomDetails({ chatRoomId, roomId }: {
        chatRoomId?: string;
        roomId?: string;
    }): Promise<import("..").Answer<JSONObject[]>>;
    modifyChatRoom({ chatRoomId, roomId, chatRoomName, description: text }: JSONObject): Promise<import("..").Answer<{
        groupname: boolean;
        description: boolean;
    }>>;
    changeChatRoomOwner({ chatRoomId, roomId, newOwner }: JSONObject): Promise<import("..").Answer<{
        newowner: boolean;
    }>>;
    fetchChatRoomAnnouncement({ roomId }: Of): Promise<import("..").Answer<{
        announcement: string;
    }>>;
    updateChatRoomAnnouncement({ roomId, announcement }: Of & {
        announcement: string;
    }): Promise<import("..").Answer<{
        id: string;
        result: boolean;
    }>>;
};
