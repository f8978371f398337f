import type { Client } from '../../client';
import type { Face } from '../face';
/** Tells what becomes of the connection. `attempts` counts those that were made since it was lost. */
export declare function connectionEvents(face: Face, client: Client, attempts: (n: number) => void): void;
/** Tells when the network goes and comes back. The function it returns ends that. */
export declare function networkEvents(face: Face): () => void;
