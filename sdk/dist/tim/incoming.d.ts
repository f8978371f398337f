import type { Client } from '../client';
import type { Face } from './face';
/** Passes on what the client tells, as events of this face. Before SDK_READY messages wait: see `tellUnread`. */
export declare function listen(face: Face, client: Client): void;
/**
 * Tells what came while the user was away and was not reported read. Of a conversation that the app already reads it is in
 * the history: a page that has opened one since SDK_READY would show it twice.
 */
export declare function tellUnread(face: Face): Promise<void>;
