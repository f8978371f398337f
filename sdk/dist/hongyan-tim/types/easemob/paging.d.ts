/** A page by number of a list that the server gives by cursor. Numbers begin with `first`. */
export declare function pageOf<T>(read: (cursor: string | undefined) => Promise<{
    items: T[];
    next?: string;
}>, number: number, size: number, first: number): Promise<T[]>;
/** A whole list that the server gives by cursor. */
export declare function allOf<T>(read: (cursor: string | undefined) => Promise<{
    items: T[];
    next?: string;
}>): Promise<T[]>;
