import type { components } from '../../api/schema';
import type { JSONObject } from '../../message';
import type { Face } from '../face';
export type OurProfile = components['schemas']['Profile'];
/** Profiles, names in groups, and remarks of friends, as far as they were needed. */
export declare class People {
    private face;
    private profiles;
    private cards;
    private remarks;
    /** Until when requests to be a friend were looked at, in milliseconds. */
    applicationsRead: number;
    /** Groups of friends that this device made; those with friends in them are known by the friends. */
    emptyGroups: string[];
    /** The groups of friends that the app was told, as JSON. */
    groupsTold: string;
    constructor(face: Face);
    clear(): void;
    /** Reads the profiles of users that are not known yet. */
    load(users: string[]): Promise<void>;
    private loadPage;
    /** A profile; undefined when there is no such user. */
    get(user: string): Promise<OurProfile | undefined>;
    put(user: string, profile: OurProfile): void;
    forget(users: string[]): void;
    /** What messages and lists say of a user. */
    named(user: string): Promise<{
        userID: string;
        nick: string;
        avatar: string;
    }>;
    /** The name of a user in a group. */
    nameCard(group: string, user: string): Promise<string>;
    forgetCards(group: string, users: string[]): void;
    /** The remark of a friend, or ''. */
    remark(user: string): string;
    setRemark(user: string, remark: string): void;
    loadRemarks(): Promise<void>;
}
/** Our form of a gender. */
export declare const genderIn: (value: string) => string;
/** A profile as this face shows it. What we have no field for stands in `ext.tim`. */
export declare function profileOf(user: string, profile?: OurProfile): JSONObject;
