import type { Client } from '../../client';
import type { Face } from '../face';
/**
 * Tells who has read or got what. The server says up to which message; the old API tells it of each message, once, and
 * of the conversation when all of it was read.
 */
export declare function receiptEvents(face: Face, client: Client): void;
