import type { JSONObject } from '../../message';
import type { Face } from '../face';
import type { TIMConversation } from '../objects';
type Failed = Array<{
    conversationID: string;
    code: number;
    message: string;
}>;
/** The methods about conversations. */
export declare const conversationMethods: (face: Face) => {
    getConversationGroupList: () => Promise<string[]>;
    createConversationGroup({ conversationIDList, groupName }: {
        conversationIDList: string[];
        groupName: string;
    }): Promise<{
        successConversationIDList: string[];
        failureConversationIDList: Failed;
    }>;
    deleteConversationGroup(groupName: string): Promise<{}>;
    renameConversationGroup({ oldName, newName }: {
        oldName: string;
        newName: string;
    }): Promise<{}>;
    addConversationsToGroup({ conversationIDList, groupName }: {
        conversationIDList: string[];
        groupName: string;
    }): Promise<{
        successConversationIDList: string[];
        failureConversationIDList: Failed;
    }>;
    deleteConversationsFromGroup({ conversationIDList, groupName }: {
        conversationIDList: string[];
        groupName: string;
    }): Promise<{
        successConversationIDList: string[];
        failureConversationIDList: Failed;
    }>;
    /** All, those that are named, or those that a filter lets pass. */
    getConversationList(wanted?: string[] | {
        type?: string;
        markType?: number;
        groupName?: string;
        hasUnreadCount?: boolean;
        hasGroupAtInfo?: boolean;
    }): Promise<{
        conversationList: TIMConversation[];
        isSyncCompleted: boolean;
    }>;
    getConversationProfile(conversationID: string): Promise<{
        conversation: TIMConversation;
    }>;
    getTotalUnreadMessageCount: () => Promise<number>;
    setMessageRead({ conversationID }: {
        conversationID: string;
    }): Promise<object>;
    setAllMessageRead({ scope }?: {
        scope?: string;
    }): Promise<object>;
    /** One by its ID; or several: `{conversationIDList, clearHistoryMessage}`. */
    deleteConversation(what: string | {
        conversationIDList: string[];
        clearHistoryMessage?: boolean;
    }): Promise<JSONObject>;
    clearHistoryMessage(conversationID: string): Promise<JSONObject>;
    pinConversation({ conversationID, isPinned }: {
        conversationID: string;
        isPinned?: boolean;
    }): Promise<JSONObject>;
    /** For `userIDList`, or for `groupID`. */
    setMessageRemindType({ userIDList, groupID, messageRemindType }: {
        userIDList?: string[];
        groupID?: string;
        messageRemindType: string;
    }): Promise<JSONObject>;
    markConversation: ({ conversationIDList, markType, enableMark }: {
        conversationIDList: string[];
        markType: number;
        enableMark: boolean;
    }) => Promise<{
        successConversationIDList: string[];
        failureConversationIDList: Failed;
    }>;
    /** A text of the app's own beside each, for this user alone. */
    setConversationCustomData: ({ conversationIDList, customData }: {
        conversationIDList: string[];
        customData?: string;
    }) => Promise<{
        successConversationIDList: string[];
        failureConversationIDList: Failed;
    }>;
    /** Kept on this device until it is logged out. */
    setConversationDraft({ conversationID, draftText }: {
        conversationID: string;
        draftText?: string;
    }): Promise<object>;
};
export {};
