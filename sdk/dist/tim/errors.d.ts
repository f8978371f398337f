/** What promises of this face reject with. */
export declare class TIMError extends Error {
    readonly code: number;
    readonly data: object;
    constructor(code: number, message: string, data?: object);
}
/** The code for what the server has no notion of. */
export declare const notSupportedCode = 60020;
/** What a call was about: the same refusal of the server has another number for each. */
export type About = 'C2C' | 'GROUP' | 'other';
/** The number of an error of the server or of the client, and its sentence. */
export declare function timError(thrown: unknown, about?: About): TIMError;
/** What a refused login is. */
export declare function loginError(thrown: unknown): TIMError;
