import type { JSONObject } from '../../message';
import type { Face } from '../face';
import { type Contact } from './contacts';
interface FriendGroup {
    name: string;
    count: number;
    userIDList: string[];
}
interface Changed {
    friendGroup: FriendGroup;
    failureUserIDList: JSONObject[];
}
interface Named {
    name: string;
    userIDList?: string[];
}
/** The groups that a friend is in: names in `ext.tim` of the contact, which only the user himself sees. */
export declare const groupsOf: ({ ext }: Pick<Contact, "ext">) => string[];
/** The methods about groups of friends. One that nobody is in is known on this device, until it is logged out. */
export declare const friendGroupMethods: (face: Face) => {
    getFriendGroupList: () => Promise<FriendGroup[]>;
    createFriendGroup({ name, userIDList }: Named): Promise<Changed>;
    addToFriendGroup({ name, userIDList }: Named): Promise<Changed>;
    /** The group stays, also when nobody is left in it. */
    removeFromFriendGroup({ name, userIDList }: Named): Promise<Changed>;
    renameFriendGroup({ oldName, newName }: {
        oldName: string;
        newName: string;
    }): Promise<FriendGroup>;
    deleteFriendGroup({ name }: {
        name: string;
    }): Promise<FriendGroup>;
};
/** Tells the app of its groups of friends, when they are others than those it was told. */
export declare function tellGroups(face: Face): Promise<void>;
export {};
