import type { ServerEvent } from '../../inbox/inbox';
import type { Face } from '../face';
/** Passes on what the server tells of groups and chatrooms. */
export declare function groupEvent(face: Face, event: ServerEvent): Promise<void>;
