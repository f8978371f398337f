import type { MiniProgram } from './mini-program'
import { NoSubprotocol } from './wechat'

/** Douyin: a subprotocol that is offered and not answered, by a proxy for example, ends the connection: none is offered. */
export const douyin = (tt: MiniProgram): NoSubprotocol => new NoSubprotocol('douyin', tt)
