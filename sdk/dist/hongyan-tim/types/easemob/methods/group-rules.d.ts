import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** Which one. */
export interface Of {
    groupId: string;
}
/** Who may write in a group and who may not come in; its shared files. */
export declare const groupRuleMethods: (face: Face) => {
    /** Mutes members for some milliseconds; -1 is without end. */
    muteGroupMember({ groupId, muteDuration, ...options }: Of & {
        muteDuration?: number;
    } & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    unmuteGroupMember({ groupId, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    getGroupMutelist({ groupId }: Of): Promise<import("..").Answer<{
        user: string;
        expire: number | undefined;
    }[]>>;
    isInGroupMutelist({ groupId }: Of): Promise<import("..").Answer<boolean>>;
    /** Mutes all but the owner, the admins and the allowlist. */
    disableSendGroupMsg({ groupId }: Of): Promise<import("..").Answer<{
        mute: boolean;
    }>>;
    enableSendGroupMsg({ groupId }: Of): Promise<import("..").Answer<{
        mute: boolean;
    }>>;
    addUsersToGroupAllowlist({ groupId, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    removeGroupAllowlistMember({ groupId, userName, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    getGroupAllowlist({ groupId }: Of): Promise<import("..").Answer<string[]>>;
    isInGroupAllowlist({ groupId, userName }: Of & {
        userName?: string;
    }): Promise<import("..").Answer<{
        white: boolean;
    }>>;
    blockGroupMember({ groupId, username }: Of & {
        username: string;
    }): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    blockGroupMembers({ groupId, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    unblockGroupMember({ groupId, username }: Of & {
        username: string;
    }): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    unblockGroupMembers({ groupId, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
    }[]>>;
    getGroupBlocklist({ groupId }: Of): Promise<import("..").Answer<string[]>>;
    /** Uploads a file and shares it with the group. */
    uploadGroupSharedFile({ groupId, file, ...told }: Of & {
        file: JSONObject | string;
    } & JSONObject): Promise<import("..").Answer<{
        file_id: string;
        file_name: string;
        file_owner: string | undefined;
        file_size: number;
        created: number;
        file_url: any;
    }>>;
    deleteGroupSharedFile({ groupId, fileId }: Of & {
        fileId: string;
    }): Promise<import("..").Answer<{
        file_id: string;
        group_id: string;
        result: boolean;
    }>>;
    /** A page of shared files; pages are numbered from 1. */
    getGroupSharedFilelist({ groupId, pageNum, pageSize }: Of & {
        pageNum?: number;
        pageSize?: number;
    }): Promise<import("..").Answer<{
        file_id: string;
        file_name: string;
        file_owner: string;
        file_size: number;
        created: number;
    }[]>>;
    /** The address of a shared file: load it as the host loads files. */
    downloadGroupSharedFile({ fileId, onFileDownloadComplete }: Of & {
        fileId: string;
        onFileDownloadComplete?: (file: {
            url: string;
        }) => void;
    }): Promise<import("..").Answer<{
        url: string;
    }>>;
};
