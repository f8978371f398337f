import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells of contacts: requests, answers, ends. */
export declare function contactEvents(face: Face, client: Client): void;
