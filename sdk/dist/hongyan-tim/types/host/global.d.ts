/** A global of the host by its name, or undefined when the host does not have it. */
export declare function hostGlobal<T>(name: string): T | undefined;
