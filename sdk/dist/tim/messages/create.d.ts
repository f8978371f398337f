import type { JSONObject } from '../../message';
import type { Face } from '../face';
import type { TIMMessage } from '../objects';
/** What the app gives to have a message made. */
export interface NewMessage {
    to: string;
    conversationType: 'C2C' | 'GROUP';
    payload: JSONObject;
    priority?: string;
    cloudCustomData?: string;
    needReadReceipt?: boolean;
    receiverList?: string[];
    onProgress?: (progress: number) => void;
}
/** The methods that make messages. They need no server: what is made is sent by `sendMessage`. */
export declare const creating: (face: Face) => {
    createTextMessage: (options: NewMessage) => TIMMessage;
    createTextAtMessage: (options: NewMessage) => {
        atUserList: any;
        ID: string;
        type: string;
        payload: JSONObject;
        conversationID: string;
        conversationType: string;
        to: string;
        from: string;
        flow: "in" | "out";
        time: number;
        clientTime: number;
        random: number;
        sequence: number;
        status: "unSend" | "success" | "fail";
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
        receiverList: string[];
        cloudCustomData: string;
        revoker: string;
        revokerInfo: {
            userID: string;
            nick: string;
            avatar: string;
        };
        revokeReason: string;
    };
    createFaceMessage: (options: NewMessage) => TIMMessage;
    createCustomMessage({ ...options }: NewMessage): TIMMessage;
    createLocationMessage({ ...options }: NewMessage): TIMMessage;
    createImageMessage: (options: NewMessage) => TIMMessage;
    createAudioMessage: (options: NewMessage) => TIMMessage;
    createVideoMessage: (options: NewMessage) => TIMMessage;
    createFileMessage: (options: NewMessage) => TIMMessage;
    createMergerMessage(options: NewMessage): TIMMessage;
    /** `payload` is the message to pass on. */
    createForwardMessage(options: NewMessage): TIMMessage;
};
