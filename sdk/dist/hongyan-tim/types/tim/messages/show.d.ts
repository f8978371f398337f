import type { Message } from '../../message';
import type { Face } from '../face';
import { type TIMMessage } from '../objects';
/** A message that no field but these tells from others. */
export declare function blank(face: Face, conversationID: string, type: string): TIMMessage;
/** A message of the server as this face shows it; undefined for what is shown to nobody. */
export declare function show(face: Face, address: string, ours: Message): Promise<TIMMessage | undefined>;
export declare const messageForShow: ({ type, payload }: Pick<TIMMessage, "type" | "payload">) => string;
