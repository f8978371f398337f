import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** Who is online, and what users say of it. */
export declare const presenceMethods: (face: Face) => {
    /** Tells who is subscribed what one does; an empty text takes it back. */
    publishPresence({ description }: {
        description: string;
    }): Promise<void>;
    /** From now on `onPresenceStatusChange` tells of these users, for so many seconds. */
    subscribePresence({ usernames, expiry }: {
        usernames: string[];
        expiry?: number;
    }): Promise<import("..").Answer<{
        result: JSONObject[];
    }>>;
    unsubscribePresence({ usernames }: {
        usernames: string[];
    }): Promise<import("..").Answer<{
        result: string;
    }>>;
    /** A page of those whom one is subscribed to; pages are numbered from 1. */
    getSubscribedPresencelist({ pageNum, pageSize }?: {
        usernames?: string | string[];
        pageNum?: number;
        pageSize?: number;
    }): Promise<import("..").Answer<{
        result: {
            totalnum: number;
            sublist: {
                uid: string;
                expiry: number;
            }[];
        };
    }>>;
    getPresenceStatus({ usernames }: {
        usernames: string[];
    }): Promise<import("..").Answer<{
        result: JSONObject[];
    }>>;
};
