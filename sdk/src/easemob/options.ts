import type { ChatError } from '../errors'
import { parseServer } from '../connection/servers'

/** What `new ChatSDK.connection` takes. What is not named here is taken and means nothing. */
export interface ConnectionOptions {
  /** `org#app`, an alias of the app at the server. */
  appKey?: string
  /** In the place of `appKey`. */
  appId?: string
  /** Where the server's sockets and REST calls are: used when nothing else says it, and no host of the vendor's. */
  url?: string
  apiUrl?: string
  /** For addresses that name no scheme: true. */
  https?: boolean
  /** Tell senders of 1:1 messages that they have arrived: false. */
  delivery?: boolean
  /** Seconds of silence after which the server is asked whether it is there: 25. */
  heartBeatWait?: number
  /** Old code reads it; connections are tried again for as long as it takes. */
  autoReconnectNumMax?: number
  /** Messages with media are sent with the `url` that they name; nothing is uploaded. */
  useOwnUploadFun?: boolean
  [more: string]: unknown
}

// Hosts of the vendor, which are no place for a Hongyan server.
const vendor = /(^|\.)(easemob\.com|easecdn\.com|easemob\.cn|shengwang\.cn|agora\.io|chat\.agora\.io)$/i

/** The addresses that old code names, as far as they can be ours. */
export function namedServers(options: ConnectionOptions): string[] {
  return [options.apiUrl, options.url].map((text) => originOf(text, options.https !== false)).filter((one, i, all): one is string => !!one && all.indexOf(one) === i)
}

function originOf(text: string | undefined, secure: boolean): string | undefined {
  if (!text) return undefined
  const full = /^[a-z]+:\/\//i.test(text) ? text : (secure ? 'https://' : 'http://') + text.replace(/^\/+/, '')
  try {
    const { http } = parseServer(full.replace(/\/(websocket|ws|mqtt)\/?$/i, ''))
    const host = http.replace(/^https?:\/\//, '').replace(/[:/].*$/, '')
    return vendor.test(host) ? undefined : http
  } catch (thrown) {
    void (thrown as ChatError) // what is no address names no server
    return undefined
  }
}
