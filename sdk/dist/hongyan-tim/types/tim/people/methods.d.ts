import type { components } from '../../api/schema';
import type { JSONObject } from '../../message';
import type { Face } from '../face';
interface Status {
    userID: string;
    statusType: number;
    customStatus: string;
}
/** The methods about profiles, the blacklist, and who is online. */
export declare const peopleMethods: (face: Face) => {
    getMyProfile(): Promise<JSONObject>;
    /** Unknown users are left out. */
    getUserProfile({ userIDList }: {
        userIDList: string[];
    }): Promise<JSONObject[]>;
    updateMyProfile(options: JSONObject): Promise<JSONObject>;
    getBlacklist: () => Promise<string[]>;
    addToBlacklist({ userIDList }: {
        userIDList: string[];
    }): Promise<string[]>;
    removeFromBlacklist({ userIDList }: {
        userIDList: string[];
    }): Promise<string[]>;
    getUserStatus({ userIDList }: {
        userIDList: string[];
    }): Promise<{
        successUserList: Status[];
        failureUserList: JSONObject[];
    }>;
    subscribeUserStatus({ userIDList }: {
        userIDList: string[];
    }): Promise<{
        failureUserList: JSONObject[];
    }>;
    unsubscribeUserStatus({ userIDList }?: {
        userIDList?: string[];
    }): Promise<{
        failureUserList: JSONObject[];
    }>;
    setSelfStatus({ customStatus }: {
        customStatus: string;
    }): Promise<Status>;
};
export declare const statusOf: ({ user, online, status }: components["schemas"]["Presence"]) => Status;
export declare function blacklist(face: Face): Promise<string[]>;
export {};
