import type { UploadedFile } from '../../media'

// A minute before an address ends, another one is asked for.
const margin = 60000

/** Addresses of files: messages name a file by its id, old code loads it from an address. */
export class Files {
  private known: { [id: string]: Promise<UploadedFile> | undefined } = {}

  constructor(private read: (id: string) => Promise<UploadedFile>) {}

  /** The file with an address that works, or undefined when it is gone or there is no network. */
  async get(id: string): Promise<UploadedFile | undefined> {
    try {
      const known = await this.known[id]
      if (known && (!known.url_expires || known.url_expires - margin > Date.now())) return known
      const asked = this.read(id)
      this.known[id] = asked
      return await asked
    } catch (_) {
      delete this.known[id]
      return undefined
    }
  }

  /** Remembers a file that was just uploaded. */
  put(file: UploadedFile): void {
    this.known[file.id] = Promise.resolve(file)
  }
}

/** The id in an address of our server as old code knows it, `…/chatfiles/ID`, or as the server gives it, `…/f/APP/ID/…`. */
export function fileIn(url: string | undefined, server: string): string | undefined {
  if (!url || url.indexOf(server + '/') !== 0) return undefined
  const m = /\/chatfiles\/([A-Za-z0-9]+)|^\/f\/[^/]+\/([A-Za-z0-9]+)\//.exec(url.slice(server.length))
  return m ? m[1] || m[2] : undefined
}
