import type { JSONObject } from '../../message';
import type { Face } from '../face';
type Attributes = {
    [key: string]: string;
};
/**
 * The methods about attributes of a group. Those of a chatroom are its key-values, each of which belongs to who set it;
 * those of other groups are the group's values, which all members may change in groups that this face made.
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
