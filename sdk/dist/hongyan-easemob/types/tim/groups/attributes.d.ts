import type { JSONObject } from '../../message';
import type { Face } from '../face';
type Attributes = {
    [key: string]: string;
};
/**
 * The methods about attributes of a group. Those of a chatroom are its key-values, which all may set who are in it; those
 * of other groups stand in the group's `ext`, which its owner and admins change.
 */
export declare const attributeMethods: (face: Face) => {
    getGroupAttributes({ groupID, keyList }: {
        groupID: string;
        keyList?: string[];
    }): Promise<{
        groupAttributes: Attributes;
    }>;
    /** Replaces all that there are. */
    initGroupAttributes({ groupID, groupAttributes }: {
        groupID: string;
        groupAttributes: Attributes;
    }): Promise<JSONObject>;
    setGroupAttributes({ groupID, groupAttributes }: {
        groupID: string;
        groupAttributes: Attributes;
    }): Promise<JSONObject>;
    /** Without keys all of them. */
    deleteGroupAttributes({ groupID, keyList }: {
        groupID: string;
        keyList?: string[];
    }): Promise<{
        keyList: string[];
    }>;
};
export {};
