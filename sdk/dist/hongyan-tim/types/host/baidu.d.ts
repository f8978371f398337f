import { type MiniProgram, MiniProgramHost } from './mini-program';
/** Baidu: as WeChat; its white list takes no port, so that servers must be at the usual one. Uploads up to 25 MB. */
export declare const baidu: (swan: MiniProgram) => MiniProgramHost;
