import { getFile } from '../api/routes'
import type { UploadedFile } from '../media'
import type { Face } from './face'

// Addresses end; they are asked for again a while before that.
const margin = 60000

/** What is known of the files that messages name, with addresses to load them from. */
export class Files {
  private known: { [id: string]: Promise<UploadedFile | undefined> } = {}

  constructor(private face: Face) {}

  clear(): void {
    this.known = {}
  }

  /** A file; undefined when it is gone, or not for this user. */
  async get(id: string): Promise<UploadedFile | undefined> {
    const known = await this.known[id]
    if (known && (!known.url_expires || known.url_expires > Date.now() + margin)) return known
    this.known[id] = this.face.call(getFile, id).catch(() => {
      delete this.known[id]
      return undefined
    })
    return this.known[id]
  }

  put(file: UploadedFile): void {
    this.known[file.id] = Promise.resolve(file)
  }
}
