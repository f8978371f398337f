import type { Client } from '../../client';
import type { Message } from '../../message';
import type { Face } from '../face';
/** Tells of messages: new ones, and what becomes of them. */
export declare function messageEvents(face: Face, client: Client): void;
/** Tells of a message, once. */
export declare function told(face: Face, conversation: string, message: Message): Promise<void>;
