import { EasemobError } from './errors';
/** What most calls resolve with: `type` is 0. */
export interface Answer<T> {
    type: 0;
    data: T;
}
/** Wraps what a call found. */
export declare const answer: <T>(data: T) => Answer<T>;
/** Callbacks that old code may give beside what it asks for. */
export interface Callbacks {
    success?: (...answer: unknown[]) => void;
    error?: (err: EasemobError) => void;
    fail?: (err: EasemobError) => void;
}
type Method = (...args: any[]) => Promise<any>;
/** What a callback of old code is called with, where that is not what the promise gives. */
export type ForCallback = {
    [method: string]: (answer: any) => unknown[];
};
/**
 * Makes methods answer in both ways of the old API: by a promise, and by the callbacks among their arguments. All that
 * they throw becomes an EasemobError. Who gave a callback for failures need not catch the promise.
 */
export declare function answering<Methods extends {
    [name: string]: Method;
}>(methods: Methods, forCallback?: ForCallback): Methods;
/** Runs a call, and tells its end to callbacks among its arguments. */
export declare function both<T>(args: unknown[], run: () => Promise<T>, forCallback?: (answer: never) => unknown[]): Promise<T>;
export {};
