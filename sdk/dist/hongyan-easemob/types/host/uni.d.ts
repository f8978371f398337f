import { type MiniProgram, MiniProgramHost, type SocketTask } from './mini-program';
import type { Told } from './socket-events';
/**
 * uni-app where the host has no object of its own: H5, and apps for Android and iOS. In mini-programs the host's own
 * object is used, because uni's adapters drop what they do not know.
 */
export declare class UniHost extends MiniProgramHost {
    constructor(uni: MiniProgram);
    protected open(url: string, fail: (err: object) => void): SocketTask;
    protected listen(task: SocketTask, told: Told): void;
}
