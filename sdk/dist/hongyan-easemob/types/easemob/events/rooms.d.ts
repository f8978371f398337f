import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells of chatrooms that one is in. */
export declare function roomEvents(face: Face, client: Client): void;
