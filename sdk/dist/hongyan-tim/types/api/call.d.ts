declare const types: unique symbol;
/**
 * An operation of the server, `METHOD /path` below `/v1`, and the types of what it takes and answers. It takes the parts
 * of the path in their order, then one object: the body of a POST, PUT or PATCH, the query of a GET or DELETE.
 */
export type Route<Args extends unknown[], Answer> = string & {
    [types]?: {
        args: Args;
        answer: Answer;
    };
};
/** The method of a client that stands for a route. */
export type Method<R> = R extends Route<infer Args, infer Answer> ? (...args: Args) => Promise<Answer> : never;
/** A call, ready for HTTP or the socket. */
export interface Call {
    method: string;
    path: string;
    body?: object;
}
/** Puts arguments into a route. Throws `bad_option` when one is missing. */
export declare function callOf(route: string, args: unknown[]): Call;
export {};
