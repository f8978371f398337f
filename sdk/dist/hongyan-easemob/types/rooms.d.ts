import { ChatError } from './errors';
import type { Session } from './mqtt/session';
/** The chatrooms that the user is in: entered again with each connection, because a session starts clean. */
export declare class Rooms {
    private topic;
    private session;
    private lost;
    private inside;
    constructor(topic: (room: string) => string, session: () => Session | undefined, lost: (room: string, err: ChatError) => void);
    /** Enters a chatroom. Rejects with the server's refusal, or `offline`. */
    enter(room: string): Promise<void>;
    leave(room: string): Promise<void>;
    /** Enters all of them anew. One that refuses, because it is gone or the user was banned, is left. */
    enterAgain(session: Session): Promise<void>;
}
