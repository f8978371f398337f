import type { HandlerSet } from './handlers';
import { type Opened, type OpenOptions } from './login';
import { type Methods } from './methods/all';
import { type ConnectionOptions } from './options';
/** What old code reads of who is logged in. */
export interface Context {
    userId: string;
    accessToken: string;
    appKey: string;
    appName: string;
    orgName: string;
    jid: {
        appKey: string;
        name: string;
        domain: string;
        clientResource: string;
    };
}
export interface Connection extends Methods {
}
/** `new ChatSDK.connection(options)`: a user's side of the server, by the old API. */
export declare class Connection {
    /** Attempts to connect since the connection was lost, and how many there may be: as many as it takes. */
    autoReconnectNumTotal: number;
    autoReconnectNumMax: number;
    context: Context;
    /** Where old code's own REST calls go. */
    apiUrl: string;
    url: string;
    readonly isHttpDNS = false;
    appKey: string;
    orgName: string;
    appName: string;
    /** Who is logged in, and the token, or empty. */
    user: string;
    token: string;
    constructor(options?: ConnectionOptions);
    /**
     * Logs a user in. Resolves when it is connected; what goes wrong is also told to `onError`, so that nobody has to catch
     * it.
     */
    open(options: OpenOptions): Promise<Opened>;
    /** Ends the connection. Messages that wait are sent after the next login of the same user. */
    close(): void;
    /** Whether there is a connection now. */
    isOpened(): boolean;
    /** Takes another token of the same user, when `onTokenWillExpire` says that it is time. */
    renewToken(token: string): Promise<Opened & {
        status: boolean;
        token: string;
    }>;
    /** An id for a message: digits alone. */
    getUniqueId(): string;
    /** Adds handlers, in the place of those of the same id. */
    addEventHandler(id: string, handlers: HandlerSet): void;
    removeEventHandler(id: string): void;
    /** Adds handlers in the way of older code: they hear messages in their older form. */
    listen(handlers: HandlerSet): void;
}
