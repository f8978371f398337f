/** What a text of the storage holds, or undefined: a phone that dies in the middle of a write may leave anything. */
export declare function parsed<T>(text: string | undefined): T | undefined;
