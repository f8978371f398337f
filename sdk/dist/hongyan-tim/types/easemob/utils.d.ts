import { EasemobError } from './errors';
import { uniqueId } from './unique';
/** What `utils.download` takes. */
export interface Download {
    url: string;
    headers?: {
        [name: string]: string;
    };
    onFileDownloadComplete?: (blob: unknown) => void;
    onFileDownloadError?: (err: EasemobError) => void;
}
/** Small things that old code uses. */
export declare const utils: {
    getUniqueId: typeof uniqueId;
    /** The file that a page's `<input type="file">` holds. */
    getFileUrl(input: {
        files?: Array<{
            name: string;
            type: string;
            size: number;
        }>;
    }): object;
    /** Loads a file where the host has `fetch`; a mini-program uses its own `downloadFile` with the same url. */
    download({ url, headers, onFileDownloadComplete, onFileDownloadError }: Download): Promise<unknown>;
};
