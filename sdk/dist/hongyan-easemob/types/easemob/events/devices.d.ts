import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells what the user did on another device. */
export declare function deviceEvents(face: Face, client: Client): void;
