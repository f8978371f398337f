import { Connection } from './connection/connection';
import type { Servers } from './connection/servers';
import { Conversations } from './conversations/conversations';
import type { ClientEvents } from './events';
import type { Emitter } from './emitter';
import type { Host, Storage } from './host/host';
import { type Identity } from './identity';
import { type Receipt } from './message';
import { Outbox } from './outbox/outbox';
import type { Rest } from './api/rest';
import type { ClientOptions } from './options';
import { Rooms } from './rooms';
/** What a desk is given. */
export interface DeskOptions {
    host: Host;
    storage: Storage;
    servers: Servers;
    rest: Rest;
    device: string;
    identity: Identity;
    client: ClientOptions;
}
/**
 * All that there is while a user is logged in: the connection, and what goes out and comes in over it. This page shows
 * how the parts are wired.
 */
export declare class Desk {
    private options;
    private events;
    readonly connection: Connection;
    readonly outbox: Outbox;
    readonly conversations: Conversations;
    readonly rooms: Rooms;
    private inbox;
    private memory;
    private receipts;
    private ownCIDs;
    private syncTimer;
    constructor(options: DeskOptions, events: Emitter<ClientEvents>);
    /** Who is logged in. */
    get identity(): Identity;
    /** Takes up what an earlier run left in the storage. */
    load(): Promise<void>;
    /** Ends it all. What waits to be sent stays in the storage. */
    close(): void;
    /** Takes a message over to be sent; as `Outbox.add`. */
    post(to: string, cid: string, payload: string): Promise<Receipt>;
    /** Enters a chatroom; as `Rooms.enter`. */
    enterRoom(room: string): Promise<void>;
    /** Leaves a chatroom. */
    leaveRoom(room: string): Promise<void>;
    /** Publishes a signal, which nobody keeps: it is lost when there is no connection. */
    signal(address: string, body: object): void;
    /** The topic of an address of the app. */
    topic(address: string): string;
    private makeInbox;
    private ask;
    private prepare;
    private became;
    private ready;
    private sync;
    private send;
    private sent;
    private remember;
    private route;
    private signalled;
    private told;
    private report;
}
