import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** What users say of themselves, and their registration. */
export declare const profileMethods: (face: Face) => {
    /** Changes one's own: an object of fields, or the name of one and its value. */
    updateUserInfo(info: string | JSONObject, value?: unknown): Promise<import("..").Answer<JSONObject>>;
    /** What users say of themselves, by their ids; all fields, or those that are named. */
    fetchUserInfoById(userId: string | string[], names?: string | string[]): Promise<import("..").Answer<{
        [user: string]: JSONObject;
    }>>;
    /** Changes one's own nickname. */
    updateCurrentUserNick(nickname: string): Promise<import("..").Answer<JSONObject>>;
    /** The user's other devices that are connected: `user/CLIENT`, with the kind of device. */
    getSelfIdsOnOtherPlatform(_callbacks?: object): Promise<import("..").Answer<string[]>>;
    /** Registers a user, where the app is open to anyone. */
    registerUser({ username, password, nickname }: {
        username: string;
        password: string;
        nickname?: string;
    }): Promise<import("..").Answer<{
        entities: {
            username: string;
            nickname: string | undefined;
            created: number;
            activated: boolean;
            type: string;
        }[];
    }>>;
};
