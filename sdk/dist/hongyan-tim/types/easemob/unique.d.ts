/** An id that no other message of the user has: digits alone, later ones are greater. */
export declare function uniqueId(): string;
