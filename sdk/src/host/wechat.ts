import { type MiniProgram, MiniProgramHost, type SocketTask } from './mini-program'

/** WeChat: at most 5 sockets an app, closed after 5 s in the background. */
export const wechat = (wx: MiniProgram): MiniProgramHost => new MiniProgramHost('wechat', wx)

/** QQ: as WeChat, but its `protocols` cannot be relied on. */
export const qq = (qq: MiniProgram): MiniProgramHost => new NoSubprotocol('qq', qq)

/** A host of the wx family where a subprotocol is better not offered; the server wants none. */
export class NoSubprotocol extends MiniProgramHost {
  protected override open(url: string, fail: (err: object) => void): SocketTask {
    return this.api.connectSocket({ url, success: () => {}, fail }) as SocketTask
  }
}
