import type { MiniProgram } from './mini-program';
import { NoSubprotocol } from './wechat';
/** Douyin: a subprotocol that is offered and not answered, by a proxy for example, ends the connection: none is offered. */
export declare const douyin: (tt: MiniProgram) => NoSubprotocol;
