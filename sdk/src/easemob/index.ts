import { configure } from '../address'
import { Connection } from './connection'
import { logger } from './logger'
import { MessageMaker } from './message/create'
import { statusCode } from './status'
import { utils } from './utils'

/**
 * The old API of Easemob and Shengwang over a Hongyan server. Old code has only to say where that is, once:
 * `ChatSDK.configure({servers: ['https://chat.example.com']})`.
 */
const ChatSDK = { connection: Connection, message: MessageMaker, utils, logger, statusCode, configure }

export type { Address } from '../address'
export type { ChatType } from './address'
export type { Answer, Callbacks } from './answering'
export type { Connection, Context } from './connection'
export type { EasemobError, ErrorData } from './errors'
export type { HandlerSet } from './handlers'
export type { Opened, OpenOptions } from './login'
export type { MessageOptions, NewMessage } from './message/create'
export type { ChatMessage } from './message/modern'
export type { HistoryOptions, HistoryPage } from './methods/history'
export type { NewGroupData } from './methods/groups'
export type { Sent, UploadCallbacks } from './methods/sending'
export type { SilentOptions } from './methods/silent'
export type { ConnectionOptions } from './options'
export { configure }
export default ChatSDK
