/** Methods of the old API for which the server has nothing: they reject with 60020. The reason is told to who calls. */
export declare const unsupported: {
    [method: string]: string;
};
