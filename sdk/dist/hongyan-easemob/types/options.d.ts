import type { RestWay } from './api/rest';
import type { BackoffOptions } from './connection/backoff';
import type { Host, Storage } from './host/host';
import type { OutboxLimits } from './outbox/outbox';
/** What a client is made of. Only `servers` is required. */
export interface ClientOptions {
    /** `https://chat.example.com`, in the order of preference: when one fails, the next is used until the first is back. */
    servers: string[];
    /** The app's name, or one of its aliases; `default` by default. */
    app?: string;
    /** Where the SDK runs, when it is not to find that out itself. */
    host?: Host;
    /**
     * Where messages that wait, and how far the user has come, are kept; by default the host's storage. Keys begin with
     * `hongyan/`, the first server, the app and the user.
     */
    storage?: Storage;
    /** How REST calls go: over the socket while there is one (`auto`), or always over one of the ways. */
    rest?: RestWay;
    /** Bounds of the pauses between attempts to connect: 1 s to 30 s. */
    backoff?: BackoffOptions;
    /** Seconds after which a client that fell back on another server looks for the first one: 60. */
    preferAfter?: number;
    /** Seconds of silence after which the server is asked whether it is there: 25. A dead socket is found 10 s later. */
    keepAlive?: number;
    /** How much may wait to be sent: 1,000 messages and 4 MB. */
    outbox?: Partial<OutboxLimits>;
    /** Tells senders of 1:1 messages that they have arrived: true. */
    deliveryReceipts?: boolean;
}
