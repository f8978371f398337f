import type { JSONObject } from '../../message';
import type { Face } from '../face';
interface NewGroup {
    name: string;
    type?: string;
    groupID?: string;
    introduction?: string;
    notification?: string;
    avatar?: string;
    joinOption?: string;
    maxMemberNum?: number;
    memberList?: Array<{
        userID: string;
    }>;
    groupCustomField?: Array<{
        key: string;
        value: string;
    }>;
    isSupportTopic?: boolean;
}
/** The methods about groups as such. */
export declare const groupMethods: (face: Face) => {
    getGroupList(): Promise<{
        groupList: JSONObject[];
        isSyncCompleted: boolean;
    }>;
    getGroupProfile({ groupID }: {
        groupID: string;
    }): Promise<{
        group: JSONObject;
    }>;
    /** Groups that may be found: not Work, as with the vendor. */
    searchGroupByID(groupID: string): Promise<{
        group: JSONObject;
    }>;
    createGroup(options: NewGroup): Promise<{
        group: JSONObject;
        overLimitUserIDList: string[];
    }>;
    joinGroup({ groupID, applyMessage, type }: {
        groupID: string;
        applyMessage?: string;
        type?: string;
    }): Promise<{
        status: string;
        group?: JSONObject;
    }>;
    quitGroup(groupID: string): Promise<{
        groupID: string;
    }>;
    dismissGroup(groupID: string): Promise<{
        groupID: string;
    }>;
    updateGroupProfile(options: NewGroup & {
        groupID: string;
        muteAllMembers?: boolean;
    }): Promise<{
        group: JSONObject;
    }>;
    changeGroupOwner({ groupID, newOwnerID }: {
        groupID: string;
        newOwnerID: string;
    }): Promise<{
        group: JSONObject;
    }>;
};
/** Tells the app of its list of groups. */
export declare function tellList(face: Face): void;
export {};
