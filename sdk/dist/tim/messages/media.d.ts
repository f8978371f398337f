import type { FileSource } from '../../host/host';
import type { UploadedFile, UploadOptions } from '../../media';
import type { JSONObject } from '../../message';
/** A file that the app chose, and what its host said of it. */
export interface Chosen extends UploadOptions {
    source: FileSource;
    /** The picture that stands for a video. */
    cover?: FileSource;
    size?: number;
}
/**
 * The file in what a host's chooser gave: `chooseImage`, `chooseMedia`, `chooseVideo`, a recorder's `onStop`,
 * `chooseMessageFile`, an input of a page, or the file itself.
 */
export declare function chosen(given: unknown, kind: string): Chosen;
/** Our type of what has a file. */
export declare const mediaTypes: {
    [type: string]: 'img' | 'audio' | 'video' | 'file';
};
/** The payload of a message with a file: `file` is what the server knows of it, if it is still there, `cover` of a video's. */
export declare function mediaPayload(type: string, body: JSONObject, file: UploadedFile | undefined, cover?: UploadedFile): JSONObject;
/** The payload of a message whose file is still here. */
export declare function waitingPayload(type: string, { source, cover, name, size, duration, width, height }: Chosen): JSONObject;
