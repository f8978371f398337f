type Method = (...args: any[]) => any;
/** What `TIM.create` gives: functions, and nothing else that could be seen. */
export interface TIMInstance {
    [method: string]: Method;
}
/** Makes an instance. `ended` is called by `destroy`. */
export declare function makeInstance(sdkAppID: number, ended: () => void): TIMInstance;
export {};
