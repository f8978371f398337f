import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** Which one. */
export interface Of {
    groupId: string;
}
export declare const usersOf: (options: JSONObject) => string[];
/** Who is in a group, and how one gets there. */
export declare const groupMemberMethods: (face: Face) => {
    /** A page of members; pages are numbered from 1. */
    listGroupMembers({ groupId, pageNum, pageSize }: Of & {
        pageNum?: number;
        pageSize?: number;
    }): Promise<{
        count: number;
        type: 0;
        data: ({
            owner: string;
            member?: undefined;
        } | {
            member: string;
            owner?: undefined;
        })[];
    }>;
    /** Members with their roles, by cursor. */
    getGroupMembers({ groupId, cursor, limit }: Of & {
        cursor?: string;
        limit?: number;
    }): Promise<import("..").Answer<{
        members: {
            userId: string;
            role: "owner" | "admin" | "member";
            joinedTime: number;
        }[];
        cursor: string;
    }>>;
    getGroupAdmin({ groupId }: Of): Promise<import("..").Answer<string[]>>;
    setGroupAdmin({ groupId, username }: Of & {
        username: string;
    }): Promise<import("..").Answer<{
        newadmin: string;
        result: string;
    }>>;
    removeGroupAdmin({ groupId, username }: Of & {
        username: string;
    }): Promise<import("..").Answer<{
        oldadmin: string;
        result: string;
    }>>;
    /** Adds users, or invites them where the group asks for their consent. */
    inviteUsersToGroup({ groupId, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        action: string;
        groupid: string;
        reason: string;
    }[]>>;
    /** Joins, or asks to: then onGroupEvent tells the admins, and what came of it. */
    joinGroup({ groupId, message }: Of & {
        message?: string;
    }): Promise<import("..").Answer<{
        result: boolean;
        state: "joined" | "pending";
        user: string;
        id: string;
        action: string;
    }>>;
    leaveGroup({ groupId }: Of): Promise<import("..").Answer<{
        result: boolean;
    }>>;
    /** Lets in who asked. */
    acceptGroupJoinRequest({ groupId, applicant }: Of & {
        applicant: string;
    }): Promise<import("..").Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    rejectGroupJoinRequest({ groupId, applicant, reason }: Of & {
        applicant: string;
        reason?: string;
    }): Promise<import("..").Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    acceptGroupInvite({ groupId }: Of & {
        invitee?: string;
    }): Promise<import("..").Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    rejectGroupInvite({ groupId, reason }: Of & {
        invitee?: string;
        reason?: string;
    }): Promise<import("..").Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    removeGroupMember({ groupId, username }: Of & {
        username: string;
    }): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        action: string;
        groupid: string;
        reason: string;
    }>>;
    removeGroupMembers({ groupId, ...options }: Of & JSONObject): Promise<import("..").Answer<{
        user: string;
        result: boolean;
        action: string;
        groupid: string;
        reason: string;
    }[]>>;
    /** Sets attributes of a member: one's own, or as an admin anybody's. An empty value takes one away. */
    setGroupMemberAttributes({ groupId, userId, memberAttributes }: Of & {
        userId: string;
        memberAttributes: {
            [name: string]: string;
        };
    }): Promise<import("..").Answer<JSONObject>>;
    getGroupMemberAttributes({ groupId, userId }: Of & {
        userId: string;
    }): Promise<import("..").Answer<JSONObject>>;
    /** Attributes of several members; all, or those that are named. */
    getGroupMembersAttributes({ groupId, userIds, keys }: Of & {
        userIds: string[];
        keys?: string[];
    }): Promise<import("..").Answer<JSONObject>>;
};
