/** When a token was made and ends, in milliseconds since 1970. */
export interface Life {
    from: number;
    until: number;
}
/** Tells whether a token is a JWT, which the server takes for REST calls as it is. */
export declare const isJWT: (token: string) => boolean;
/** How long a JWT or a dynamic token lives, or undefined when it does not say. */
export declare function lifeOf(token: string): Life | undefined;
/** Tells that a token has lived most of its time. That it has ended the server says. */
export declare class TokenWatch {
    private willExpire;
    private timer;
    constructor(willExpire: () => void);
    /** Watches a token, in the place of another. */
    watch(life: Life | undefined): void;
    stop(): void;
    private at;
}
