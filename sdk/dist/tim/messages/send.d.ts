import type { Face } from '../face';
import type { TIMMessage } from '../objects';
interface SendingOptions {
    onlineUserOnly?: boolean;
    offlinePushInfo?: {
        disablePush?: boolean;
    };
    messageControlInfo?: {
        excludedFromUnreadCount?: boolean;
        excludedFromLastMessage?: boolean;
    };
}
/** The methods that send. A message that is handed in may be a copy of the one that was made. */
export declare const sendingMethods: (face: Face) => {
    sendMessage: (message: TIMMessage, options?: SendingOptions) => Promise<{
        message: TIMMessage;
    }>;
    resendMessage: (message: TIMMessage) => Promise<{
        message: TIMMessage;
    }>;
};
export {};
