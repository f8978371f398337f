import { type MiniProgram, MiniProgramHost, type SocketTask } from './mini-program';
/** WeChat: at most 5 sockets an app, closed after 5 s in the background. */
export declare const wechat: (wx: MiniProgram) => MiniProgramHost;
/** QQ: as WeChat, but its `protocols` cannot be relied on. */
export declare const qq: (qq: MiniProgram) => MiniProgramHost;
/** A host of the wx family where a subprotocol is better not offered; the server wants none. */
export declare class NoSubprotocol extends MiniProgramHost {
    protected open(url: string, fail: (err: object) => void): SocketTask;
}
