import type { UploadedFile } from '../../media';
/** Addresses of files: messages name a file by its id, old code loads it from an address. */
export declare class Files {
    private read;
    private known;
    constructor(read: (id: string) => Promise<UploadedFile>);
    /** The file with an address that works, or undefined when it is gone or there is no network. */
    get(id: string): Promise<UploadedFile | undefined>;
    /** Remembers a file that was just uploaded. */
    put(file: UploadedFile): void;
}
/** The id in an address of our server as old code knows it, `…/chatfiles/ID`, or as the server gives it, `…/f/APP/ID/…`. */
export declare function fileIn(url: string | undefined, server: string): string | undefined;
