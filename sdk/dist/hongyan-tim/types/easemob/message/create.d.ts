import type { JSONObject } from '../../message';
import type { ChatType } from '../address';
import { LegacyMessage } from './legacy';
/** What `message.create` takes, beside what its kind of message holds. */
export interface MessageOptions {
    type: string;
    chatType?: ChatType;
    to: string;
    ext?: JSONObject;
    from?: string;
    [more: string]: unknown;
}
/** A message that is to be sent: hand it to `send`. */
export interface NewMessage extends MessageOptions {
    id: string;
    chatType: ChatType;
    time: number;
    ext: JSONObject;
}
/** Makes a message. Nothing is sent yet. */
export declare function create(options: MessageOptions): NewMessage;
/** `ChatSDK.message`: `message.create(…)` makes a message, and so does `new message(type, id).set(…)` of older code. */
export declare class MessageMaker extends LegacyMessage {
    static create: typeof create;
}
