/** What `new ChatSDK.connection` takes. What is not named here is taken and means nothing. */
export interface ConnectionOptions {
    /** `org#app`, an alias of the app at the server. */
    appKey?: string;
    /** In the place of `appKey`. */
    appId?: string;
    /** Where the server's sockets and REST calls are: used when nothing else says it, and no host of the vendor's. */
    url?: string;
    apiUrl?: string;
    /** For addresses that name no scheme: true. */
    https?: boolean;
    /** Tell senders of 1:1 messages that they have arrived: false. */
    delivery?: boolean;
    /** Seconds of silence after which the server is asked whether it is there: 25. */
    heartBeatWait?: number;
    /** Old code reads it; connections are tried again for as long as it takes. */
    autoReconnectNumMax?: number;
    /** Messages with media are sent with the `url` that they name; nothing is uploaded. */
    useOwnUploadFun?: boolean;
    [more: string]: unknown;
}
/** The addresses that old code names, as far as they can be ours. */
export declare function namedServers(options: ConnectionOptions): string[];
