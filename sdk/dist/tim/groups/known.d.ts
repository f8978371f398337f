import type { components } from '../../api/schema';
import type { JSONObject } from '../../message';
import type { Face } from '../face';
export type OurGroup = components['schemas']['Group'];
export type OurRoom = components['schemas']['Room'];
/** What a group's `ext.tim` holds: what this face knows of a group and the server has no field for. */
export interface TIMExt {
    type?: string;
    introduction?: string;
    fields?: JSONObject;
    topics?: boolean;
}
export declare const timExt: (group: {
    ext?: unknown;
}) => TIMExt;
/** Groups and chatrooms of the user. */
export declare class Groups {
    private face;
    private groups;
    private rooms;
    private joined;
    private loaded;
    private attributes;
    private asked;
    private answered;
    constructor(face: Face);
    clear(): void;
    /** Chatrooms and groups have their ids in common here; those that the user is in are told apart. */
    isRoom(id: string): boolean;
    isMember(id: string): boolean;
    /** Tells whether these attributes of a group are others than those that the app was told, or set, or found at login. */
    tellAttributes(id: string, attributes: {
        [key: string]: string;
    }): boolean;
    put(group: OurGroup): OurGroup;
    putRoom(room: OurRoom): OurRoom;
    remove(id: string): void;
    /** Reads the groups of the user, once. */
    load(): Promise<void>;
    list(): Array<OurGroup | OurRoom>;
    /** A group that the user is in, as it is known. */
    known(id: string): OurGroup | OurRoom | undefined;
    refresh(id: string): Promise<OurGroup | OurRoom>;
    /** A group as it is known, or read; undefined when there is none that the user may see. */
    find(id: string): Promise<OurGroup | OurRoom | undefined>;
    /** A group as who is no member sees it, or a chatroom. */
    fromOutside(id: string): Promise<JSONObject>;
    /** What the user is in a group. */
    selfInfo(id: string): Promise<JSONObject>;
}
export declare const roles: {
    [ours: string]: string;
};
export declare const joins: {
    [ours: string]: string;
};
/** The kind of a group: said when it was made, or told by who may come in. */
export declare function kindOf(group: OurGroup | OurRoom): string;
/** A group as this face shows it. */
export declare function groupOf(one: OurGroup | OurRoom, selfInfo?: JSONObject): JSONObject;
