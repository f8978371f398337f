import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells of users to whose presence one is subscribed. */
export declare function presenceEvents(face: Face, client: Client): void;
