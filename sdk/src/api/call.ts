import { ChatError } from '../errors'

declare const types: unique symbol

/**
 * An operation of the server, `METHOD /path` below `/v1`, and the types of what it takes and answers. It takes the parts
 * of the path in their order, then one object: the body of a POST, PUT or PATCH, the query of a GET or DELETE.
 */
export type Route<Args extends unknown[], Answer> = string & { [types]?: { args: Args; answer: Answer } }

/** The method of a client that stands for a route. */
export type Method<R> = R extends Route<infer Args, infer Answer> ? (...args: Args) => Promise<Answer> : never

/** A call, ready for HTTP or the socket. */
export interface Call {
  method: string
  path: string
  body?: object
}

/** Puts arguments into a route. Throws `bad_option` when one is missing. */
export function callOf(route: string, args: unknown[]): Call {
  const [method, form] = route.split(' ')
  const rest = args.slice()
  const path = form.replace(/{([a-z]+)}/g, (_, name: string) => {
    const value = rest.shift()
    if (value === undefined || value === null || value === '') throw new ChatError('bad_option', `say which ${name}`, { field: name })
    // An address keeps its slash.
    return String(value).split('/').map(encodeURIComponent).join(name === 'conversation' ? '/' : '%2F')
  })
  const last = rest.shift() as { [name: string]: unknown } | undefined
  if (method !== 'GET' && method !== 'DELETE') return { method, path: '/v1' + path, body: last }
  return { method, path: '/v1' + path + query(last) }
}

function query(values: { [name: string]: unknown } = {}): string {
  const pairs = Object.keys(values)
    .filter((name) => values[name] !== undefined)
    .map((name) => `${name}=${encodeURIComponent(String(values[name]))}`)
  return pairs.length ? '?' + pairs.join('&') : ''
}
