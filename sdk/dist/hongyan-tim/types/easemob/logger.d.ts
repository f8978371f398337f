declare let heard: ((log: {
    time: number;
    level: string;
    text: string;
}) => void) | undefined;
/** What the SDK itself says: warnings and errors, unless `setLevel` wants more or less. */
export declare const logger: {
    LEVEL_TRACE: number;
    LEVEL_DEBUG: number;
    LEVEL_INFO: number;
    LEVEL_WARN: number;
    LEVEL_ERROR: number;
    LEVEL_SILENT: number;
    /** Writes nothing below a level, by its number or its name. */
    setLevel(level: number | string): void;
    getLevel: () => number;
    /** Writes all. */
    enableAll: () => void;
    /** Writes nothing. */
    disableAll: () => void;
    /** Keeps the newest 1,000 lines. */
    enableCache(): void;
    disableCache(): void;
    /** The lines that were kept. */
    getLogs: () => Array<{
        time: number;
        level: string;
        text: string;
    }>;
    /** Hands each line over. */
    setLogListener(listener: typeof heard): void;
    trace: (...what: unknown[]) => void;
    debug: (...what: unknown[]) => void;
    info: (...what: unknown[]) => void;
    warn: (...what: unknown[]) => void;
    error: (...what: unknown[]) => void;
};
export {};
