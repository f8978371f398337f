export declare const markOfType: (type: number) => string;
export declare const markOfGroup: (name: string) => string;
export declare const marksIn: (marks?: string[]) => number[];
export declare const groupsIn: (marks?: string[]) => string[];
