/** Who logs in: one of `token`, `password`, `userSig` proves it. */
export interface LoginOptions {
    user: string;
    /** A token; or a function that gives one, which is asked again when the server wants a fresh one. */
    token?: string | (() => string | Promise<string>);
    password?: string;
    /** A Tencent UserSig. */
    userSig?: string;
}
/** What proves who the user is. */
export declare class Credential {
    private login;
    readonly user: string;
    /** Tells whether there may be a fresh one. */
    readonly renewable: boolean;
    /** Tells whether it is a token, which REST takes as it is. */
    readonly isToken: boolean;
    private last;
    /** Throws `bad_option` when something is missing. */
    constructor(login: LoginOptions);
    /** The credential: the last one, or, when the server did not take that, a fresh one if there is any. */
    get(fresh?: boolean): Promise<string>;
    private ask;
}
