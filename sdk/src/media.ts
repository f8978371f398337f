import { answerOf } from './api/rest'
import type { components } from './api/schema'
import type { FileSource, Host, Running } from './host/host'
import { ChatError } from './errors'

/** A file as the server knows it. */
export type UploadedFile = components['schemas']['FileWithLinks']

/** What can be said of a file on its way up. */
export interface UploadOptions {
  /** Its name, as others see it. */
  name?: string
  /** Seconds, of audio and video. */
  duration?: number
  /** Pixels, of video. */
  width?: number
  height?: number
  /** Hears how far it is. */
  onProgress?: (progress: { sent: number; total: number }) => void
}

/** Uploads a file over HTTP. The answer rejects with the server's refusal, `cancelled` or `upload_failed`. */
export function upload(host: Host, server: string, token: Promise<string | undefined>, file: FileSource, options: UploadOptions): Running<UploadedFile> {
  let running: Running<{ status: number; body: string }> | undefined
  let cancelled = false
  const form: { [name: string]: string } = {}
  ;(['name', 'duration', 'width', 'height'] as const).forEach((name) => {
    if (options[name] !== undefined) form[name] = String(options[name])
  })
  const answer = token.then(async (shown) => {
    if (cancelled) throw new ChatError('cancelled', 'the upload was cancelled')
    running = host.upload({
      url: `${server}/v1/files`,
      file,
      form,
      headers: shown ? { Authorization: `Bearer ${shown}` } : {},
      progress: (sent, total) => options.onProgress && options.onProgress({ sent, total }),
    })
    const { status, body } = await running.answer
    return answerOf(status, body) as UploadedFile
  })
  return {
    answer,
    cancel: () => {
      cancelled = true
      if (running) running.cancel()
    },
  }
}
