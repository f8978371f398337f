import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells of groups: who came and went, who may do what, requests and invites. */
export declare function groupEvents(face: Face, client: Client): void;
