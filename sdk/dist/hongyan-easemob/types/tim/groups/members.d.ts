import type { JSONObject } from '../../message';
import type { Face } from '../face';
interface OneMember {
    groupID: string;
    userID: string;
}
/** The methods about the members of a group. */
export declare const memberMethods: (face: Face) => {
    getGroupMemberList({ groupID, role, count, offset }: {
        groupID: string;
        role?: string;
        count?: number;
        offset?: number;
    }): Promise<{
        memberList: JSONObject[];
        offset: number;
    }>;
    getGroupMemberProfile({ groupID, userIDList }: {
        groupID: string;
        userIDList: string[];
    }): Promise<{
        memberList: JSONObject[];
    }>;
    addGroupMember({ groupID, userIDList }: {
        groupID: string;
        userIDList: string[];
    }): Promise<JSONObject>;
    deleteGroupMember({ groupID, userIDList }: {
        groupID: string;
        userIDList: string[];
        reason?: string;
    }): Promise<JSONObject>;
    /** `muteTime` seconds; 0 lifts it. */
    setGroupMemberMuteTime({ groupID, userID, muteTime }: OneMember & {
        muteTime: number;
    }): Promise<JSONObject>;
    setGroupMemberRole({ groupID, userID, role }: OneMember & {
        role: string;
    }): Promise<JSONObject>;
    setGroupMemberNameCard({ groupID, userID, nameCard }: {
        groupID: string;
        userID?: string;
        nameCard: string;
    }): Promise<JSONObject>;
    setGroupMemberCustomField({ groupID, userID, memberCustomField }: {
        groupID: string;
        userID?: string;
        memberCustomField: Array<{
            key: string;
            value: string;
        }>;
    }): Promise<JSONObject>;
    getGroupOnlineMemberCount(groupID: string): Promise<{
        memberCount: number;
    }>;
};
export {};
