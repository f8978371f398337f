import type { components } from '../../api/schema';
import type { Face } from '../face';
export type Contact = components['schemas']['Contact'];
/** The user's friends, and what he keeps of them. */
export declare const contacts: (face: Face) => Promise<Contact[]>;
