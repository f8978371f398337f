import { hostGlobal } from '../host/global'
import { EasemobError } from './errors'
import { uniqueId } from './unique'

type Fetch = (url: string, init: object) => Promise<{ ok: boolean; status: number; blob(): Promise<unknown> }>

/** What `utils.download` takes. */
export interface Download {
  url: string
  headers?: { [name: string]: string }
  onFileDownloadComplete?: (blob: unknown) => void
  onFileDownloadError?: (err: EasemobError) => void
}

/** Small things that old code uses. */
export const utils = {
  getUniqueId: uniqueId,
  /** The file that a page's `<input type="file">` holds. */
  getFileUrl(input: { files?: Array<{ name: string; type: string; size: number }> }): object {
    const file = input && input.files && input.files[0]
    if (!file) return { url: '', filename: '', filetype: '', data: undefined }
    return { url: '', filename: file.name, filetype: (file.name.split('.').pop() || file.type).toLowerCase(), filesize: file.size, data: file }
  },
  /** Loads a file where the host has `fetch`; a mini-program uses its own `downloadFile` with the same url. */
  async download({ url, headers, onFileDownloadComplete, onFileDownloadError }: Download): Promise<unknown> {
    try {
      const fetch = hostGlobal<Fetch>('fetch')
      if (!fetch) throw new EasemobError('OPERATION_UNSUPPORTED', "this host has no fetch: load the url with the host's downloadFile", { code: 'unsupported' })
      const answer = await fetch(url, { headers: headers || {} })
      if (!answer.ok) throw new EasemobError('WEBIM_DOWNLOADFILE_ERROR', `the file did not come: HTTP ${answer.status}`, { code: 'unexpected_answer' })
      const blob = await answer.blob()
      if (onFileDownloadComplete) onFileDownloadComplete(blob)
      return blob
    } catch (thrown) {
      const err = thrown instanceof EasemobError ? thrown : new EasemobError('WEBIM_DOWNLOADFILE_ERROR', String(thrown), { code: 'offline' })
      if (onFileDownloadError) onFileDownloadError(err)
      throw err
    }
  },
}
