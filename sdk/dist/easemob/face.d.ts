import type { Route } from '../api/call';
import { Client } from '../client';
import type { Host, Storage } from '../host/host';
import type { JSONObject, Message } from '../message';
import { Readers } from '../readers';
import { Handlers } from './handlers';
import { Files } from './message/files';
import { MessageIds } from './message/ids';
import { type ChatMessage } from './message/modern';
import { type ConnectionOptions } from './options';
/** What all parts of a connection share. */
export declare class Face {
    options: ConnectionOptions;
    private wire;
    /** The server, once it is known: at the first call. */
    server: string;
    /** A token for REST calls, once the user is in. */
    accessToken: string;
    readonly handlers: Handlers;
    readonly files: Files;
    readonly ids: MessageIds;
    readonly readers: Readers;
    /** Threads of groups that were seen: messages do not say that they belong to one. */
    readonly threads: {
        [id: string]: JSONObject;
    };
    /** Chatrooms that this device has entered. */
    rooms: {
        [id: string]: true;
    };
    private told;
    private left;
    private made;
    private madeHost;
    private line;
    private telling;
    constructor(options: ConnectionOptions, wire: (client: Client) => void);
    /** The client, made at the first call: until then the app may say where the server is. */
    get client(): Client;
    get host(): Host;
    get storage(): Storage;
    /** The app by the name that the server is asked for, or undefined. */
    get app(): string | undefined;
    /** Whether a client was made. */
    get begun(): boolean;
    /** Other options hold from the next login on. */
    change(options: ConnectionOptions): void;
    /** Who is logged in; throws when nobody is. */
    get me(): string;
    /** Asks the server, as who is logged in. */
    call<Args extends unknown[], Found>(route: Route<Args, Found>, ...args: Args): Promise<Found>;
    /** Asks the server, also before the login. */
    ask<Args extends unknown[], Found>(route: Route<Args, Found>, ...args: Args): Promise<Found>;
    /** Where REST calls of old code go, `org/app` included. */
    get restBase(): string;
    /** A message in the form of the old API. */
    modern(conversation: string, message: Message): Promise<ChatMessage>;
    /** Tells whether a message was among the last that were told, and remembers it. */
    toldBefore(id: string): boolean;
    /** The user leaves a group or a thread by this device: that he is out of it is no news then. */
    leaving<T>(id: string, leave: Promise<T>): Promise<T>;
    /** Tells, once, whether the user has just left a group or a thread by this device. */
    leavingNow(id: string): boolean;
    /** Runs tasks one after the other: what happened is told in its order, however long an address of a file takes. */
    inLine(task: () => unknown): void;
    private between;
    private handlerFailed;
}
