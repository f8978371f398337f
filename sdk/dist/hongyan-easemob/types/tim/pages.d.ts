/** All that is in pages which are linked by a cursor. */
export declare function all<Page extends {
    next?: string;
}, Item>(read: (cursor: string | undefined) => Promise<Page>, items: (page: Page) => Item[], most?: number): Promise<Item[]>;
