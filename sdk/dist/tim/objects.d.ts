import type { JSONObject } from '../message';
/** A message, as handlers and promises give it. Times are seconds. */
export interface TIMMessage {
    ID: string;
    type: string;
    payload: JSONObject;
    conversationID: string;
    conversationType: string;
    to: string;
    from: string;
    flow: 'in' | 'out';
    time: number;
    clientTime: number;
    random: number;
    sequence: number;
    status: 'unSend' | 'success' | 'fail';
    priority: string;
    nick: string;
    avatar: string;
    nameCard: string;
    isRead: boolean;
    isPeerRead: boolean;
    isRevoked: boolean;
    isDeleted: boolean;
    isModified: boolean;
    isBroadcastMessage: boolean;
    isSupportExtension: boolean;
    hasRiskContent: boolean;
    needReadReceipt: boolean;
    readReceiptInfo: JSONObject;
    atUserList: string[];
    /** Members of a group for whom alone it is; empty: for all. */
    receiverList: string[];
    cloudCustomData: string;
    revoker: string;
    revokerInfo: {
        userID: string;
        nick: string;
        avatar: string;
    };
    revokeReason: string;
}
/** A conversation of the list. */
export interface TIMConversation {
    conversationID: string;
    type: string;
    subType: string;
    unreadCount: number;
    lastMessage: JSONObject;
    groupProfile?: JSONObject;
    userProfile?: JSONObject;
    groupAtInfoList: JSONObject[];
    remark: string;
    isPinned: boolean;
    messageRemindType: string;
    markList: number[];
    customData: string;
    conversationGroupList: string[];
    draftText: string;
}
/** A conversation by our address; `room` tells which groups are chatrooms. */
export declare function addressOf(conversationID: string, isRoom: (id: string) => boolean): string;
/** What stands behind the slash of an address. */
export declare const idOf: (address: string) => string;
export declare const conversationIDOf: (address: string) => string;
export declare const typeOf: (conversationID: string) => "C2C" | "GROUP" | "@TIM#SYSTEM";
export declare const seconds: (ms: number | undefined) => number;
