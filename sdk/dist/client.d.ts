import { type Route } from './api/call';
import type { ConnectionState } from './connection/state';
import { type Listener } from './emitter';
import { type LoginOptions } from './credential';
import type { ClientEvents } from './events';
import type { FileSource } from './host/host';
import type { ServerEvent } from './inbox/inbox';
import { type UploadedFile, type UploadOptions } from './media';
import { type Conversation, type Receipt, type SendOptions } from './message';
import type { ClientOptions } from './options';
import { type Sending } from './sending';
/** A message with a file: `body` holds what is to stand in it beside the file's id, `cover` is a picture for a video. */
export type MediaOptions = Omit<SendOptions, 'body' | 'type'> & UploadOptions & {
    type: 'img' | 'audio' | 'video' | 'file';
    body?: SendOptions['body'];
    cover?: FileSource;
};
/**
 * A user's side of a server. Make it with `createClient`, which adds a method for each operation of the server; made with
 * `new Client`, it has none of them, and `call` takes those that an app imports: a bundler leaves the others out.
 */
export declare class Client {
    private options;
    private host;
    private storage;
    private servers;
    private rest;
    private desk;
    private entering;
    private ownDevice;
    private credential;
    private httpToken;
    private events;
    /** Throws `bad_option` or `no_host`. Nothing is connected before `login`. */
    constructor(options: ClientOptions);
    private get app();
    /** Who is logged in, or undefined. */
    get user(): string | undefined;
    /** The id of this device, by which the server tells a user's devices apart; empty before the first login. */
    get device(): string;
    /** What becomes of the connection. */
    get state(): ConnectionState;
    /**
     * Logs a user in, and stays connected until `logout`. Resolves when it is connected; while there is no network it goes
     * on trying, and messages that are sent wait. Rejects with the server's refusal.
     */
    login(login: LoginOptions): Promise<void>;
    private enter;
    /** Ends the connection. Messages that wait are sent after the next login of the same user. */
    logout(): void;
    /** Calls a listener at each event of a name; the function it returns removes it. See ClientEvents. */
    on<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void;
    on(name: `${string}.${string}`, listener: Listener<ServerEvent>): () => void;
    /** Calls a listener at the next event of a name. */
    once<Name extends keyof ClientEvents>(name: Name, listener: Listener<ClientEvents[Name]>): () => void;
    once(name: `${string}.${string}`, listener: Listener<ServerEvent>): () => void;
    /** Removes a listener, or all of a name. */
    off(name: string, listener?: Listener<never>): void;
    /**
     * Sends a message to `user/ID`, `group/ID` or `room/ID`. It is kept before it is sent, and sent until the server has
     * it, also by the next run of the app. Resolves with its `id`, `seq` and `ts` when it is on the server's disk; rejects
     * when the server refuses it, or `cancel` of the answer took it back. Messages to one address arrive in the order of
     * the calls.
     */
    send(to: string, message: SendOptions): Sending<Receipt>;
    /** Uploads a file and sends a message that names it. What is uploaded is lost when the app ends before it is done. */
    sendMedia(to: string, file: FileSource, options: MediaOptions): Sending<Receipt>;
    /** Uploads a file: messages name it by its `id`. */
    upload(file: FileSource, options?: UploadOptions): Sending<UploadedFile>;
    /** The list of conversations, pinned ones first, then the latest; `conversation` tells when one changes. */
    conversations(): Promise<Conversation[]>;
    /** How many messages are unread, in all conversations. */
    unread(): Promise<number>;
    /** Enters a chatroom, and again after each reconnect, until `leaveRoom`. */
    enterRoom(room: string): Promise<void>;
    leaveRoom(room: string): Promise<void>;
    /** Tells an address that the user is typing. Nobody is told when there is no connection. */
    typing(to: string, body?: object): void;
    /** How many messages wait to be sent. */
    get waiting(): number;
    /** Calls an operation of the server: `client.call(createGroup, {name: 'Climbing'})`. */
    call<Args extends unknown[], Answer>(route: Route<Args, Answer>, ...args: Args): Promise<Answer>;
    private noted;
    private token;
    private needDesk;
}
