import type { JSONObject, SendOptions } from '../../message';
/** A message of the old API, of either way of making it. */
export type Outgoing = JSONObject;
/** What goes to whom, of ours. `file` is to be uploaded first. */
export interface Post {
    to: string;
    options: SendOptions;
    upload?: {
        source: string | object;
        name?: string;
        duration?: number;
        width?: number;
        height?: number;
    };
}
/** Makes one of our messages of one of the old API. `fileIn` finds the id of a file of ours in an address. */
export declare function postOf(message: Outgoing, fileIn: (url: string) => string | undefined): Post;
