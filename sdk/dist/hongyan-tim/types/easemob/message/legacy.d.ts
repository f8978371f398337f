import type { JSONObject } from '../../message';
/**
 * A message as older code makes it: `new message('txt', id)`, then `set`, then `send(message.body)`.
 */
export declare class LegacyMessage {
    readonly id: string;
    readonly type: string;
    value: unknown;
    /** What is sent. */
    body: JSONObject;
    constructor(type: string, id?: string);
    /** Says what the message holds, and to whom it goes. */
    set(options: JSONObject): void;
    /** The message goes to a group: `groupchat`. */
    setGroup(group: string): void;
    /** Says what kind of conversation `to` is. */
    setChatType(chatType: string): void;
    /** The message belongs to a thread. */
    setIsChatThread(isChatThread: boolean): void;
}
