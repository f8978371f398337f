import type { components } from './api/schema';
type Schemas = components['schemas'];
/** A JSON object. What is in it is the app's business. */
export type JSONObject = {
    [name: string]: any;
};
/** A message as everyone sees it; its `seq` numbers it in its conversation. */
export type Message = Omit<Schemas['Message'], 'body' | 'ext'> & {
    body: JSONObject;
    ext?: JSONObject;
};
/** A conversation as the user sees it. */
export type Conversation = Omit<Schemas['ConversationView'], 'last'> & {
    last?: Message;
};
/** What a message may ask for beside its content [PROTOCOL 4.13]. */
export interface SendOptions {
    /** What kind of message: `txt` if absent. */
    type?: string;
    /** Of a `txt` `{text}`, of `img audio video file` `{file}` or `{url}`. */
    body: JSONObject;
    /** The app's own. */
    ext?: JSONObject;
    /** false: only to who is online. */
    store?: boolean;
    /** Users whom it mentions in a group, or `all`. */
    at?: string[] | 'all';
    /** Seq of the message it answers. */
    quote?: number;
    /** Only these members of a group may read it. */
    only?: string[];
    /** Does not count as unread, wakes nobody. */
    silent?: boolean;
    /** Wakes nobody, and counts as unread all the same. */
    no_push?: boolean;
    /** Seconds after which its content is gone. */
    expires_in?: number;
    /** In a group of at most 200: tell by name who read it. */
    receipt?: boolean;
    /** In a chatroom: what is done without first when there is too much. */
    priority?: 'high' | 'normal' | 'low';
    /** An id of the app's own, at most 128 bytes: the same one again is the same message. By default a fresh one. */
    cid?: string;
}
/** What became of a message that was sent. */
export interface Receipt {
    id: string;
    /** Absent when the message is not stored. */
    seq?: number;
    /** Milliseconds since 1970. */
    ts: number;
    cid: string;
}
/** The conversation of a message, as user `me` sees it: `user/ID`, `group/ID` or `room/ID`. */
export declare function conversationOf(message: {
    from: string;
    to: string;
}, me: string): string;
/** Tells whether a text is an address. */
export declare const isAddress: (text: string) => boolean;
export {};
