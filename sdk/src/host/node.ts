import { asChatError, ChatError } from '../errors'
import { within } from '../within'
import { hostGlobal } from './global'
import type { HTTPAnswer, HTTPRequest, Running, Storage, Upload } from './host'
import { asBlob, formOf, MemoryStorage, StandardHost, type WebSocketClass } from './web'

type Fetch = (url: string, init: object) => Promise<{ status: number; text(): Promise<string> }>

/** What Node needs: all may be left out from Node 22 on. */
export interface NodeOptions {
  /** A WebSocket class, like that of the package `ws`; by default the global one, which Node has from version 22 on. */
  WebSocket?: WebSocketClass
  /** Where messages that wait are kept; by default in memory. */
  storage?: Storage
}

/** Node, and whatever else has fetch and a WebSocket but is no browser. Nothing tells of its network or its end. */
export class NodeHost extends StandardHost {
  readonly platform = 'other'
  readonly storage: Storage

  constructor(options: NodeOptions = {}) {
    const socketClass = options.WebSocket || hostGlobal<WebSocketClass>('WebSocket')
    if (!socketClass) throw new ChatError('no_host', "there is no WebSocket: give one, createClient({host: nodeHost({WebSocket: require('ws')})})", { field: 'host' })
    super(socketClass)
    this.storage = options.storage || new MemoryStorage()
  }

  request(r: HTTPRequest): Promise<HTTPAnswer> {
    return within(r.timeout, `no answer from ${r.url} in ${r.timeout} ms`, fetched(r.url, { method: r.method, headers: r.headers, body: r.body }))
  }

  upload(u: Upload): Running<HTTPAnswer> {
    let stopped: (err: ChatError) => void
    const cancelled = new Promise<never>((_, reject) => {
      stopped = reject
    })
    return {
      answer: Promise.race([this.send(u), cancelled]),
      cancel: () => stopped(new ChatError('cancelled', 'the upload was cancelled')),
    }
  }

  // fetch does not tell how far it is: there are a first and a last report.
  private async send(u: Upload): Promise<HTTPAnswer> {
    try {
      const total = (asBlob(u.file) as { size: number }).size
      u.progress(0, total)
      const answer = await fetched(u.url, { method: 'POST', headers: u.headers, body: formOf(u) })
      u.progress(total, total)
      return answer
    } catch (thrown) {
      throw asChatError(thrown, 'upload_failed')
    }
  }

  watch(): () => void {
    return () => {}
  }
}

async function fetched(url: string, init: object): Promise<HTTPAnswer> {
  try {
    const answer = await hostGlobal<Fetch>('fetch')!(url, init)
    return { status: answer.status, body: await answer.text() }
  } catch (thrown) {
    throw new ChatError('offline', `no answer from ${url}: ${thrown}`)
  }
}
