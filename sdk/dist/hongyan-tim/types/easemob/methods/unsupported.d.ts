/** Methods that there is nothing for at the server, and why. They reject with OPERATION_UNSUPPORTED. */
export declare const unsupported: {
    [method: string]: string;
};
/** The methods that are not supported. */
export declare function unsupportedMethods(): {
    [method: string]: () => Promise<never>;
};
