import { asEasemobError, EasemobError } from './errors'

/** What most calls resolve with: `type` is 0. */
export interface Answer<T> {
  type: 0
  data: T
}

/** Wraps what a call found. */
export const answer = <T>(data: T): Answer<T> => ({ type: 0, data })

/** Callbacks that old code may give beside what it asks for. */
export interface Callbacks {
  success?: (...answer: unknown[]) => void
  error?: (err: EasemobError) => void
  fail?: (err: EasemobError) => void
}

// biome-ignore lint: whatever they take and answer
type Method = (...args: any[]) => Promise<any>

/** What a callback of old code is called with, where that is not what the promise gives. */
// biome-ignore lint: as above
export type ForCallback = { [method: string]: (answer: any) => unknown[] }

const asCallbacks = (value: unknown): value is Callbacks =>
  !!value && typeof value === 'object' && ['success', 'error', 'fail'].some((name) => typeof (value as { [name: string]: unknown })[name] === 'function')

/**
 * Makes methods answer in both ways of the old API: by a promise, and by the callbacks among their arguments. All that
 * they throw becomes an EasemobError. Who gave a callback for failures need not catch the promise.
 */
export function answering<Methods extends { [name: string]: Method }>(methods: Methods, forCallback: ForCallback = {}): Methods {
  const wrapped: { [name: string]: Method } = {}
  Object.keys(methods).forEach((name) => {
    wrapped[name] = (...args) => both(args, () => methods[name](...args), forCallback[name])
  })
  return wrapped as Methods
}

/** Runs a call, and tells its end to callbacks among its arguments. */
export function both<T>(args: unknown[], run: () => Promise<T>, forCallback?: (answer: never) => unknown[]): Promise<T> {
  const { success, error, fail }: Callbacks = args.find(asCallbacks) || {}
  const running = new Promise<T>((resolve) => resolve(run())).catch((thrown) => {
    throw asEasemobError(thrown)
  })
  if (success) running.then((value) => success(...(forCallback ? forCallback(value as never) : [value]))).catch(rethrown)
  const failed = error || fail
  if (failed) running.catch((err) => failed(err)).catch(rethrown)
  return running
}

// A callback that throws is the app's business: it is thrown where the host reports it.
function rethrown(thrown: unknown): void {
  if (thrown instanceof EasemobError) return
  setTimeout(() => {
    throw thrown
  }, 0)
}
