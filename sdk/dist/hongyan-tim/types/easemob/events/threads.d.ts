import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells of threads: what becomes of them, and that one was taken out of one. */
export declare function threadEvents(face: Face, client: Client): void;
