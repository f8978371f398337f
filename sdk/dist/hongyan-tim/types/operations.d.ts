import type { Method } from './api/call';
import { routes } from './api/routes';
import { Client } from './client';
import type { ClientOptions } from './options';
/** A method for each operation of the server that a user may call, but for uploads: those are `upload` and `sendMedia`. */
export type Operations = {
    [Name in keyof typeof routes]: Method<(typeof routes)[Name]>;
};
/** Makes a client with a method for each operation of the server. Throws `bad_option` or `no_host`. */
export declare function createClient(options: ClientOptions): Client & Operations;
