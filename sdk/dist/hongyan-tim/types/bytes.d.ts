/** Text as UTF-8. Half a surrogate pair becomes U+FFFD. */
export declare function toBytes(text: string): Uint8Array;
/** How many bytes a text has as UTF-8. */
export declare function byteLength(text: string): number;
/** Bytes as UTF-8 text; what is no UTF-8 becomes U+FFFD. */
export declare function toText(bytes: Uint8Array): string;
/** Bytes as base64. */
export declare function toBase64(bytes: Uint8Array): string;
/** The bytes of a base64 text, whatever stands between its digits. */
export declare function fromBase64(text: string): Uint8Array;
/** The bytes alone in an ArrayBuffer of their own: hosts send the whole buffer that lies behind a view. */
export declare function ownBuffer(bytes: Uint8Array): ArrayBuffer;
/** Tells whether a value is an ArrayBuffer, of this realm or another one, where instanceof fails. */
export declare function isArrayBuffer(value: unknown): value is ArrayBuffer;
/**
 * What a host's socket handed over, as bytes: an ArrayBuffer of any realm, a view on one, or text that holds base64.
 */
export declare function received(data: unknown): Uint8Array;
