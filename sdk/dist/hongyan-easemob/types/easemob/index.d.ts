import { configure } from '../address';
import { Connection } from './connection';
import { MessageMaker } from './message/create';
/**
 * The old API of Easemob and Shengwang over a Hongyan server. Old code has only to say where that is, once:
 * `ChatSDK.configure({servers: ['https://chat.example.com']})`.
 */
declare const ChatSDK: {
    connection: typeof Connection;
    message: typeof MessageMaker;
    utils: {
        getUniqueId: typeof import("./unique").uniqueId;
        getFileUrl(input: {
            files?: Array<{
                name: string;
                type: string;
                size: number;
            }>;
        }): object;
        download({ url, headers, onFileDownloadComplete, onFileDownloadError }: import("./utils").Download): Promise<unknown>;
    };
    logger: {
        LEVEL_TRACE: number;
        LEVEL_DEBUG: number;
        LEVEL_INFO: number;
        LEVEL_WARN: number;
        LEVEL_ERROR: number;
        LEVEL_SILENT: number;
        setLevel(level: number | string): void;
        getLevel: () => number;
        enableAll: () => void;
        disableAll: () => void;
        enableCache(): void;
        disableCache(): void;
        getLogs: () => Array<{
            time: number;
            level: string;
            text: string;
        }>;
        setLogListener(listener: ((log: {
            time: number;
            level: string;
            text: string;
        }) => void) | undefined): void;
        trace: (...what: unknown[]) => void;
        debug: (...what: unknown[]) => void;
        info: (...what: unknown[]) => void;
        warn: (...what: unknown[]) => void;
        error: (...what: unknown[]) => void;
    };
    statusCode: Record<"REQUEST_SUCCESS" | "REQUEST_TIMEOUT" | "REQUEST_UNKNOWN" | "REQUEST_PARAMETER_ERROR" | "REQUEST_ABORT" | "WEBIM_CONNCTION_OPEN_ERROR" | "WEBIM_CONNCTION_AUTH_ERROR" | "WEBIM_CONNCTION_OPEN_USERGRID_ERROR" | "WEBIM_CONNCTION_SERVER_CLOSE_ERROR" | "WEBIM_CONNCTION_SERVER_ERROR" | "WEBIM_CONNCTION_IQ_ERROR" | "WEBIM_CONNCTION_PING_ERROR" | "WEBIM_CONNCTION_NOTIFYVERSION_ERROR" | "WEBIM_CONNCTION_GETROSTER_ERROR" | "WEBIM_CONNCTION_CROSSDOMAIN_ERROR" | "WEBIM_CONNCTION_LISTENING_OUTOF_MAXRETRIES" | "WEBIM_CONNCTION_RECEIVEMSG_CONTENTERROR" | "WEBIM_CONNCTION_DISCONNECTED" | "WEBIM_CONNCTION_AJAX_ERROR" | "WEBIM_CONNCTION_JOINROOM_ERROR" | "WEBIM_CONNCTION_GETROOM_ERROR" | "WEBIM_CONNCTION_APPKEY_NOT_ASSIGN_ERROR" | "WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR" | "WEBIM_CONNCTION_SESSIONID_NOT_ASSIGN_ERROR" | "WEBIM_CONNCTION_RID_NOT_ASSIGN_ERROR" | "WEBIM_CONNCTION_CALLBACK_INNER_ERROR" | "WEBIM_CONNCTION_CLIENT_OFFLINE" | "WEBIM_CONNCTION_CLIENT_LOGOUT" | "WEBIM_CONNCTION_CLIENT_TOO_MUCH_ERROR" | "WEBIM_CONNECTION_ACCEPT_INVITATION_FROM_GROUP" | "WEBIM_CONNECTION_DECLINE_INVITATION_FROM_GROUP" | "WEBIM_CONNECTION_ACCEPT_JOIN_GROUP" | "WEBIM_CONNECTION_DECLINE_JOIN_GROUP" | "WEBIM_CONNECTION_CLOSED" | "WEBIM_CONNECTION_ERROR" | "MAX_LIMIT" | "MESSAGE_NOT_FOUND" | "NO_PERMISSION" | "OPERATION_UNSUPPORTED" | "OPERATION_NOT_ALLOWED" | "WEBIM_TOKEN_EXPIRED" | "WEBIM_UPLOADFILE_BROWSER_ERROR" | "WEBIM_UPLOADFILE_ERROR" | "WEBIM_UPLOADFILE_NO_LOGIN" | "WEBIM_UPLOADFILE_NO_FILE" | "WEBIM_DOWNLOADFILE_ERROR" | "WEBIM_DOWNLOADFILE_NO_LOGIN" | "WEBIM_DOWNLOADFILE_BROWSER_ERROR" | "PARSE_FILE_ERROR" | "USER_NOT_FOUND" | "MESSAGE_PARAMETER_ERROR" | "WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE" | "WEBIM_CONNCTION_USER_REMOVED" | "WEBIM_CONNCTION_USER_ALREADY_LOGIN" | "WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD" | "WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE" | "USER_MUTED_BY_ADMIN" | "USER_NOT_FRIEND" | "MESSAGE_INCLUDE_ILLEGAL_CONTENT" | "MESSAGE_EXTERNAL_LOGIC_BLOCKED" | "SERVER_UNKNOWN_ERROR" | "MESSAGE_RECALL_TIME_LIMIT" | "SERVICE_NOT_ENABLED" | "SERVICE_NOT_ALLOW_MESSAGING" | "SERVICE_NOT_ALLOW_MESSAGING_MUTE" | "MESSAGE_MODERATION_BLOCKED" | "MESSAGE_CURRENT_LIMITING" | "MESSAGE_WEBSOCKET_DISCONNECTED" | "MESSAGE_SIZE_LIMIT" | "MESSAGE_SEND_TIMEOUT" | "GROUP_ALREADY_JOINED" | "GROUP_NOT_JOINED" | "PERMISSION_DENIED" | "WEBIM_LOAD_MSG_ERROR" | "GROUP_NOT_EXIST" | "GROUP_MEMBERS_FULL" | "GROUP_MEMBERS_LIMIT" | "GROUP_MEMBER_ATTRIBUTES_SET_FAILED" | "REST_PARAMS_STATUS" | "CHATROOM_NOT_JOINED" | "CHATROOM_MEMBERS_FULL" | "CHATROOM_NOT_EXIST" | "LOCAL_DB_OPERATION_FAILED" | "SDK_RUNTIME_ERROR" | "MODIFY_MESSAGE_NOT_EXIST" | "MODIFY_MESSAGE_FORMAT_ERROR" | "MODIFY_MESSAGE_FAILED" | "CONVERSATION_NOT_EXIST", number> & {
        [key: string]: string | number;
    };
    configure: typeof configure;
};
export type { Address } from '../address';
export type { ChatType } from './address';
export type { Answer, Callbacks } from './answering';
export type { Connection, Context } from './connection';
export type { EasemobError, ErrorData } from './errors';
export type { HandlerSet } from './handlers';
export type { Opened, OpenOptions } from './login';
export type { MessageOptions, NewMessage } from './message/create';
export type { ChatMessage } from './message/modern';
export type { HistoryOptions, HistoryPage } from './methods/history';
export type { NewGroupData } from './methods/groups';
export type { Sent, UploadCallbacks } from './methods/sending';
export type { SilentOptions } from './methods/silent';
export type { ConnectionOptions } from './options';
export { configure };
export default ChatSDK;
