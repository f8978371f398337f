import type { ServerEvent } from '../../inbox/inbox';
import type { JSONObject } from '../../message';
/** What an event of ours is in the old API. */
export interface Operation extends JSONObject {
    operation: string;
}
/** Says of each user what happened to him. */
export declare const each: (event: ServerEvent, operation: string, more?: JSONObject) => Operation[];
/** Says that others came or went: who did is named in `from`. */
export declare const others: (me: string, event: ServerEvent, operation: string, more?: JSONObject) => Operation[];
/** Says what happened to oneself. */
export declare const self: (me: string, event: ServerEvent, operation: string, more?: JSONObject) => Operation[];
export declare const usersOf: (event: ServerEvent) => string[];
/** What groups and chatrooms have in common: who may do what. Undefined for what is not about that. */
export declare function roles(event: ServerEvent): Operation[] | undefined;
