import type { Face } from '../face';
/** Contacts and the blocklist. */
export declare const contactMethods: (face: Face) => {
    /** The ids of all contacts; `success` of older code gets `[{name, subscription}]`. */
    getContacts(_callbacks?: object): Promise<import("..").Answer<string[]>>;
    /** All contacts with their remarks. */
    getAllContacts(): Promise<import("..").Answer<{
        userId: string;
        remark: string;
    }[]>>;
    /** A page of contacts with their remarks. */
    getContactsWithCursor({ pageSize, cursor }?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<import("..").Answer<{
        contacts: {
            userId: string;
            remark: string;
        }[];
        cursor: string;
    }>>;
    /** Asks a user to be a contact; the text says why. */
    addContact(to: string | {
        to: string;
        message?: string;
    }, text?: string): Promise<void>;
    /** Ends it for both. */
    deleteContact(to: string | {
        to: string;
    }): Promise<void>;
    acceptContactInvite(from: string | {
        from: string;
    }): Promise<void>;
    declineContactInvite(from: string | {
        from: string;
    }): Promise<void>;
    /** Names a contact for oneself. */
    setContactRemark({ userId, remark }: {
        userId: string;
        remark: string;
    }): Promise<import("..").Answer<{
        userId: string;
        remark: string;
    }>>;
    /** The ids of all whom one blocks. */
    getBlocklist(_callbacks?: object): Promise<import("..").Answer<string[]>>;
    addUsersToBlocklist({ name }: {
        name: string | string[];
    }): Promise<void>;
    removeUserFromBlocklist({ name }: {
        name: string | string[];
    }): Promise<void>;
};
