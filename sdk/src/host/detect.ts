import { ChatError } from '../errors'
import { AlipayHost } from './alipay'
import { baidu } from './baidu'
import { BrowserHost } from './browser'
import { douyin } from './douyin'
import { hostGlobal } from './global'
import type { Host } from './host'
import type { MiniProgram } from './mini-program'
import { NodeHost } from './node'
import { UniHost } from './uni'
import { qq, wechat } from './wechat'

// In this order: several hosts also offer a partial `wx`, and uni's adapters are worse than what they adapt.
const miniPrograms: Array<[name: string, host: (api: never) => Host]> = [
  ['my', (my: never) => new AlipayHost(my)],
  ['tt', douyin],
  ['swan', baidu],
  ['qq', qq],
  ['wx', wechat],
  ['uni', (uni: never) => new UniHost(uni)],
]

/** The host that the SDK runs in. Throws `no_host` when it is none of those that it knows. */
export function detectHost(): Host {
  for (const [name, host] of miniPrograms) {
    const api = hostGlobal<MiniProgram>(name)
    // A web page that has loaded a vendor's script has such a name too, without sockets.
    if (api && typeof api.connectSocket === 'function') return host(api as never)
  }
  if (hostGlobal('document') && hostGlobal('WebSocket') && hostGlobal('XMLHttpRequest')) return new BrowserHost()
  if (hostGlobal('fetch')) return new NodeHost()
  throw new ChatError('no_host', 'this is no host that the SDK knows: hand one over, createClient({host})', { field: 'host' })
}
