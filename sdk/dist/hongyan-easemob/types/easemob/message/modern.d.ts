import type { JSONObject, Message } from '../../message';
import type { Files } from './files';
/** A message of the old API, as `addEventHandler` hears it, and as histories hold it. */
export interface ChatMessage {
    type: string;
    id: string;
    from: string;
    to: string;
    chatType: string;
    ext: JSONObject;
    /** Milliseconds since 1970. */
    time: number;
    [more: string]: unknown;
}
/** Makes a message of the old API of one of ours. Files get an address to load them from. */
export declare function modernOf(message: Message, files: Files, isThread: (group: string) => JSONObject | undefined): Promise<ChatMessage>;
/** How a forwarded bundle is named: where it is, so that it can be read again. */
export declare const combineURL: (message: {
    from: string;
    to: string;
    seq?: number;
}) => string;
