import type { SendOptions } from '../../message';
import type { TIMMessage } from '../objects';
type Content = Pick<SendOptions, 'type' | 'body' | 'ext'>;
/** What a message is at the server: type, body and ext. */
export declare function contentOf(message: Pick<TIMMessage, 'type' | 'payload'> & Partial<TIMMessage>): Content;
export {};
