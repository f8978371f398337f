// All that the SDK takes for granted beside the language itself. The library of the compiler has no DOM and no Node, so
// that a global which a phone lacks does not compile; hosts look up theirs by name in host/global.ts.
declare function setTimeout(call: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void
