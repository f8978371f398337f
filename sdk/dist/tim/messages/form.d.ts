import type { JSONObject, Message } from '../../message';
import type { TIMMessage } from '../objects';
interface Form {
    type: string;
    out(payload: JSONObject): JSONObject;
    in(body: JSONObject): JSONObject;
}
/** The forms of what needs no file, by the type of this face. */
export declare const forms: {
    [type: string]: Form;
};
/** The type that this face gives a message of ours. */
export declare function timType({ type, body }: Pick<Message, 'type' | 'body'>): string;
/** The ID of a message: that which its sender gave it, or one made of what never changes. */
export declare function messageID({ cid, from, ts, seq, to, id }: Message): string;
export interface Extra {
    cloudCustomData?: string;
    needReadReceipt?: boolean;
}
/** Our `ext` of what stands beside the payload. */
export declare function extOf(message: Partial<TIMMessage>): JSONObject | undefined;
/** What stands beside the payload; the `ext` of other apps is shown as it is. */
export declare function cloudCustomData(ext: JSONObject | undefined): string;
export {};
