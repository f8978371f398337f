import type { Route } from '../api/call';
import type { Client } from '../client';
import { Readers } from '../readers';
import { Conversations } from './conversations/list';
import { TIMError } from './errors';
import { Events } from './events';
import { Files } from './files';
import { Groups } from './groups/known';
import { Shelf } from './messages/shelf';
import { People } from './people/known';
/** What the methods of one instance share. While nobody is logged in there is no client, and calls are refused. */
export declare class Face {
    readonly sdkAppID: number;
    readonly events: Events;
    readonly people: People;
    readonly groups: Groups;
    readonly files: Files;
    readonly shelf: Shelf;
    readonly conversations: Conversations;
    readonly readers: Readers;
    /** SDK_READY was told. */
    ready: boolean;
    private current;
    private turn;
    constructor(sdkAppID: number);
    get client(): Client;
    get me(): string;
    /** Begins, or ends, what belongs to one user. */
    use(client: Client | undefined): void;
    /** Tells whether a client is still the one that is used. */
    uses(client: Client): boolean;
    /** Calls an operation of the server. */
    call<Args extends unknown[], Answer>(route: Route<Args, Answer>, ...args: Args): Promise<Answer>;
    address(conversationID: string): string;
    /** Runs what the server told one after the other: names and addresses of files are looked up before it is passed on. */
    inTurn(task: () => Promise<void>): void;
    /** Something failed in the background. */
    failed(thrown: unknown): void;
}
export declare const notReady: () => TIMError;
