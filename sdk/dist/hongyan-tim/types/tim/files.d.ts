import type { UploadedFile } from '../media';
import type { Face } from './face';
/** What is known of the files that messages name, with addresses to load them from. */
export declare class Files {
    private face;
    private known;
    constructor(face: Face);
    clear(): void;
    /** A file; undefined when it is gone, or not for this user. */
    get(id: string): Promise<UploadedFile | undefined>;
    put(file: UploadedFile): void;
}
