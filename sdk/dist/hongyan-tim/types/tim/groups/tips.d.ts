import type { JSONObject, Message } from '../../message';
import type { Face } from '../face';
/** Tells whether a message of type `event` is shown as a tip. */
export declare const isTip: (body: JSONObject) => boolean;
/** The payload of a tip. */
export declare function tipPayload(face: Face, message: Message): Promise<JSONObject>;
