import type { JSONObject } from '../../message';
import type { Face } from '../face';
interface Relations {
    userIDList: string[];
    type?: string;
}
interface Field {
    key: string;
    value: unknown;
}
/** The methods about friends and requests to be one. */
export declare const friendMethods: (face: Face) => {
    getFriendList: () => Promise<JSONObject[]>;
    getFriendProfile({ userIDList }: {
        userIDList: string[];
    }): Promise<{
        friendList: JSONObject[];
        failureUserIDList: JSONObject[];
    }>;
    /** `code` 0: friends now; 30539: the request waits for an answer. */
    addFriend({ to, wording, remark, type, groupName }: {
        to: string;
        wording?: string;
        remark?: string;
        type?: string;
        groupName?: string;
    }): Promise<JSONObject>;
    deleteFriend({ userIDList, type }: Relations): Promise<JSONObject>;
    checkFriend: ({ userIDList }: Relations) => Promise<JSONObject>;
    /** What is not named stays. */
    updateFriend({ userID, remark, friendCustomField }: {
        userID: string;
        remark?: string;
        friendCustomField?: Field[];
    }): Promise<JSONObject>;
    getFriendApplicationList: () => Promise<{
        friendApplicationList: JSONObject[];
        unreadCount: number;
    }>;
    acceptFriendApplication({ userID, remark }: {
        userID: string;
        remark?: string;
        type?: string;
    }): Promise<JSONObject>;
    refuseFriendApplication({ userID }: {
        userID: string;
    }): Promise<JSONObject>;
    /** A request of the user's own is taken back, one of somebody else declined. */
    deleteFriendApplication({ userID, type }: {
        userID: string;
        type: string;
    }): Promise<JSONObject>;
    /** Known on this device, until it is logged out. */
    setFriendApplicationRead(): Promise<object>;
};
export declare function friends(face: Face): Promise<JSONObject[]>;
export declare function tellApplications(face: Face): Promise<void>;
export {};
