import type { Message } from '../../message';
import type { Face } from '../face';
import type { TIMMessage } from '../objects';
interface Page {
    messageList: TIMMessage[];
    nextReqMessageID: string;
    isCompleted: boolean;
}
/** The methods that read messages which were sent before. */
export declare const historyMethods: (face: Face) => {
    getMessageList({ conversationID, nextReqMessageID, count }: {
        conversationID: string;
        nextReqMessageID?: string;
        count?: number;
    }): Promise<Page>;
    /** `direction` 0: older than `sequence` or `time`, 1: newer. */
    getMessageListHopping({ conversationID, sequence, time, count, direction }: {
        conversationID: string;
        sequence?: number;
        time?: number;
        count?: number;
        direction?: 0 | 1;
    }): Promise<Page>;
    /** A message that was shown before, or null. */
    findMessage(id: string): TIMMessage | null;
    downloadMergerMessage(message: TIMMessage): Promise<TIMMessage>;
};
/** Messages of the server as this face shows them, in their order. */
export declare function showAll(face: Face, conversationID: string, messages: Message[]): Promise<TIMMessage[]>;
export {};
