import type { ConnectionState } from './connection/state';
import type { ChatError } from './errors';
import type { ServerEvent } from './inbox/inbox';
import type { Conversation, JSONObject, Message, Receipt } from './message';
/** What a client tells, by name. */
export interface ClientEvents {
    /** What becomes of the connection. */
    state: ConnectionState;
    /** A message of somebody else, or of another device of the user: each once, in the order of its conversation. */
    message: {
        conversation: string;
        message: Message;
    };
    /** A message of this device is on the server's disk; also one that an earlier run of the app left. */
    sent: {
        conversation: string;
        message: Message;
        receipt: Receipt;
    };
    /** A message of this device was given up: the server refused it, or it was cancelled. */
    failed: {
        conversation: string;
        cid: string;
        error: ChatError;
        body: JSONObject;
    };
    /** A message is no longer as it was: recalled, edited, reacted to, pinned, expired. `event` says what happened, when it happened now. */
    changed: {
        conversation: string;
        message: Message;
        event?: ServerEvent;
    };
    /** The user deleted messages for himself on another device. */
    deleted: {
        conversation: string;
        seqs: number[];
    };
    /** More was missed than is told one by one: read the history between these seqs. */
    gap: {
        conversation: string;
        after: number;
        before: number;
    };
    /** Somebody is typing. */
    typing: {
        conversation: string;
        from: string;
        body?: JSONObject;
    };
    /** The other one has read up to a seq; in a group of at most 200, one of its members. */
    read: {
        conversation: string;
        from: string;
        seq: number;
    };
    /** A device of the other one has all up to a seq. */
    delivered: {
        conversation: string;
        from: string;
        seq: number;
    };
    /** A conversation in the list is no longer as it was: new last message, unread count, marks. */
    conversation: Conversation;
    /** Whatever the server tells besides (docs/PROTOCOL.md, 5). Those with a dot in their name are also told by that name. */
    event: ServerEvent;
    /** What was missed while the client was away has been told. */
    synced: Record<string, never>;
    /** Something failed in the background, or a listener threw. */
    error: ChatError;
}
