declare const console: { log(...what: unknown[]): void } | undefined

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT']

let lowest = levels.indexOf('WARN')
let cache: Array<{ time: number; level: string; text: string }> | undefined
let heard: ((log: { time: number; level: string; text: string }) => void) | undefined

function log(level: string, what: unknown[]): void {
  const entry = { time: Date.now(), level, text: what.map((one) => (one instanceof Error ? `${one.name}: ${one.message}` : typeof one === 'string' ? one : JSON.stringify(one))).join(' ') }
  if (cache) {
    cache.push(entry)
    if (cache.length > 1000) cache.shift()
  }
  if (heard) heard(entry)
  if (levels.indexOf(level) >= lowest && typeof console !== 'undefined') console!.log(`[${level}]`, entry.text)
}

/** What the SDK itself says: warnings and errors, unless `setLevel` wants more or less. */
export const logger = {
  LEVEL_TRACE: 0,
  LEVEL_DEBUG: 1,
  LEVEL_INFO: 2,
  LEVEL_WARN: 3,
  LEVEL_ERROR: 4,
  LEVEL_SILENT: 5,
  /** Writes nothing below a level, by its number or its name. */
  setLevel(level: number | string): void {
    const at = typeof level === 'number' ? level : levels.indexOf(level.toUpperCase())
    if (levels[at]) lowest = at
  },
  getLevel: (): number => lowest,
  /** Writes all. */
  enableAll: (): void => logger.setLevel(0),
  /** Writes nothing. */
  disableAll: (): void => logger.setLevel(5),
  /** Keeps the newest 1,000 lines. */
  enableCache(): void {
    cache = cache || []
  },
  disableCache(): void {
    cache = undefined
  },
  /** The lines that were kept. */
  getLogs: (): Array<{ time: number; level: string; text: string }> => (cache || []).slice(),
  /** Hands each line over. */
  setLogListener(listener: typeof heard): void {
    heard = listener
  },
  trace: (...what: unknown[]): void => log('TRACE', what),
  debug: (...what: unknown[]): void => log('DEBUG', what),
  info: (...what: unknown[]): void => log('INFO', what),
  warn: (...what: unknown[]): void => log('WARN', what),
  error: (...what: unknown[]): void => log('ERROR', what),
}
