import type { JSONObject } from '../../message';
import { EasemobError } from '../errors';
import type { Face } from '../face';
/** What became of a message that was sent. */
export interface Sent {
    localMsgId: string;
    serverMsgId: string;
    message?: JSONObject;
}
/** Callbacks of an upload, by the names of the old API. */
export interface UploadCallbacks {
    onFileUploadProgress?: (progress: {
        loaded: number;
        total: number;
        lengthComputable: boolean;
    }) => void;
    onFileUploadComplete?: (answer: JSONObject) => void;
    onFileUploadError?: (err: EasemobError) => void;
    onFileUploadCanceled?: () => void;
}
/** Sending, marks of what was read, and uploads. */
export declare const sendingMethods: (face: Face) => {
    /** Sends what `message.create` made, or the `body` of an older message. Resolves when the server has it on disk. */
    send(message: JSONObject): Promise<Sent>;
    /** Uploads a file; the answer names it as the old REST API does. */
    uploadFile(options: {
        file: JSONObject | string;
        name?: string;
        filename?: string;
    } & UploadCallbacks): Promise<JSONObject>;
};
