import type { Host } from './host';
/** The host that the SDK runs in. Throws `no_host` when it is none of those that it knows. */
export declare function detectHost(): Host;
