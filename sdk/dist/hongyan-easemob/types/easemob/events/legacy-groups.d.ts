import type { JSONObject } from '../../message';
import type { Face } from '../face';
/** Tells an operation of a group to `onPresence`, `onGroupChange` and, when it is an invite, `onInviteMessage`. */
export declare function legacyGroupEvent(face: Face, told: JSONObject): void;
/** The same of a chatroom, to `onPresence` and `onChatroomChange`. */
export declare function legacyRoomEvent(face: Face, told: JSONObject): void;
