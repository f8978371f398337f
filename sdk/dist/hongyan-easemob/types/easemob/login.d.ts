import type { Face } from './face';
/** What `open` takes: one of `pwd`, `accessToken`, `agoraToken` proves who the user is. */
export interface OpenOptions {
    user: string;
    pwd?: string;
    accessToken?: string;
    agoraToken?: string;
    [more: string]: unknown;
}
/** What `open` resolves with. */
export interface Opened {
    accessToken: string;
    /** When the token ends, milliseconds since 1970. */
    expireTimestamp?: number;
    /** How long it lives, in milliseconds. */
    duration?: number;
}
/** A user's login: the token of the old API, and that it is fresh. */
export declare class Login {
    private face;
    private credential;
    private byPassword;
    private watch;
    private turn;
    constructor(face: Face);
    /** Logs in, and stays so until `close`. */
    open({ user, pwd, accessToken, agoraToken }: OpenOptions): Promise<Opened>;
    /** Takes another token, before or after the one before has ended. */
    renew(user: string, token: string): Promise<Opened & {
        status: boolean;
        token: string;
    }>;
    close(): void;
    private aging;
    private opened;
    private token;
}
