import { ChatError } from './errors'

/** What a promise gives, or a `timeout` when it takes longer. */
export function within<T>(ms: number, late: string, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ChatError('timeout', late)), ms)
    const done = () => clearTimeout(timer)
    promise.then(
      (value) => {
        done()
        resolve(value)
      },
      (thrown) => {
        done()
        reject(thrown)
      },
    )
  })
}
