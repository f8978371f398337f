import { ChatError } from '../errors';
import type { Properties } from './decode';
/** The refusal that a reason code stands for: with the server's own code and sentence where it gives them. */
export declare function refusal(reason: number, { reason: sentence, user }: Properties, what: string): ChatError;
