import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** What a group may be made of. */
export interface NewGroupData {
    groupname: string;
    desc?: string;
    members?: string[];
    public?: boolean;
    /** Who wants to join has to be let in. */
    approval?: boolean;
    allowinvites?: boolean;
    inviteNeedConfirm?: boolean;
    maxusers?: number;
    ext?: string;
    avatar?: string;
}
/** Groups, as a whole. */
export declare const groupMethods: (face: Face) => {
    createGroup({ data }: {
        data: NewGroupData;
    }): Promise<import("..").Answer<{
        groupid: string;
        groupId: string;
    }>>;
    /** As `createGroup`; the answer is the group. */
    createGroupVNext({ groupName, description, members: users, isPublic, needApprovalToJoin, allowMemberToInvite, inviteNeedConfirm, maxMemberCount, extension, avatar }: JSONObject): Promise<import("..").Answer<JSONObject>>;
    /** A page of one's groups; pages are numbered from 0. */
    getJoinedGroups: ({ pageNum, pageSize, needRole }?: {
        pageNum?: number;
        pageSize?: number;
        needAffiliations?: boolean;
        needRole?: boolean;
    }) => Promise<{
        entities: JSONObject[];
        count: number;
        type: 0;
        data: JSONObject[];
    }>;
    /** All of one's groups, or `limit` of them. */
    getGroup({ limit }?: {
        limit?: number;
    }): Promise<{
        entities: JSONObject[];
        count: number;
        type: 0;
        data: JSONObject[];
    }>;
    /** What groups are, with up to 200 of their members. */
    getGroupInfo({ groupId }: {
        groupId: string | string[];
    }): Promise<import("..").Answer<{
        affiliations: ({
            owner: string;
            member?: undefined;
        } | {
            member: string;
            owner?: undefined;
        })[];
    }[]>>;
    modifyGroup({ groupId, groupName, description, ext, avatar, ...more }: JSONObject): Promise<import("..").Answer<{
        groupname: boolean;
        description: boolean;
        ext: any;
        name: any;
    }>>;
    /** Public groups, by their name. */
    listGroups({ limit, cursor }?: {
        limit?: number;
        cursor?: string;
    }): Promise<{
        cursor: string;
        type: 0;
        data: {
            groupid: string;
            groupId: string;
            groupname: string;
            groupName: string;
            affiliationsCount: number;
            owner: string;
            avatar: string;
        }[];
    }>;
    changeGroupOwner({ groupId, newOwner }: {
        groupId: string;
        newOwner: string;
    }): Promise<import("..").Answer<{
        newowner: boolean;
    }>>;
    destroyGroup({ groupId }: {
        groupId: string;
    }): Promise<import("..").Answer<{
        success: boolean;
        id: string;
        groupid: string;
    }>>;
    fetchGroupAnnouncement({ groupId }: {
        groupId: string;
    }): Promise<import("..").Answer<{
        announcement: string;
    }>>;
    updateGroupAnnouncement({ groupId, announcement }: {
        groupId: string;
        announcement: string;
    }): Promise<import("..").Answer<{
        id: string;
        result: boolean;
    }>>;
};
