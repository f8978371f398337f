import type { Client } from '../../client';
import type { Face } from '../face';
/**
 * The first time that a user is logged in on a device, what is unread is told as messages: the old service kept what
 * nobody had got. From then on the client knows what it has told.
 */
export declare function offlineMessages(face: Face, client: Client): void;
