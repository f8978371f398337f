import type { components } from './api/schema';
import type { FileSource, Host, Running } from './host/host';
/** A file as the server knows it. */
export type UploadedFile = components['schemas']['FileWithLinks'];
/** What can be said of a file on its way up. */
export interface UploadOptions {
    /** Its name, as others see it. */
    name?: string;
    /** Seconds, of audio and video. */
    duration?: number;
    /** Pixels, of video. */
    width?: number;
    height?: number;
    /** Hears how far it is. */
    onProgress?: (progress: {
        sent: number;
        total: number;
    }) => void;
}
/** Uploads a file over HTTP. The answer rejects with the server's refusal, `cancelled` or `upload_failed`. */
export declare function upload(host: Host, server: string, token: Promise<string | undefined>, file: FileSource, options: UploadOptions): Running<UploadedFile>;
