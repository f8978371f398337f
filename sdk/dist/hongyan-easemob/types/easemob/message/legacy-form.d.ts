import type { JSONObject } from '../../message';
import type { ChatMessage } from './modern';
/** The older form of a message, as `listen` hears it: `type` says where it is, `data` what it says. */
export declare function legacyForm(message: ChatMessage, accessToken: string): JSONObject;
