import type { FileSource } from '../../host/host'
import type { UploadedFile, UploadOptions } from '../../media'
import type { JSONObject } from '../../message'
import { TIMError } from '../errors'

/** A file that the app chose, and what its host said of it. */
export interface Chosen extends UploadOptions {
  source: FileSource
  /** The picture that stands for a video. */
  cover?: FileSource
  size?: number
}

/**
 * The file in what a host's chooser gave: `chooseImage`, `chooseMedia`, `chooseVideo`, a recorder's `onStop`,
 * `chooseMessageFile`, an input of a page, or the file itself.
 */
export function chosen(given: unknown, kind: string): Chosen {
  const all = (given || {}) as JSONObject
  const first = (all.tempFiles && all.tempFiles[0]) || (all.files && all.files[0]) || {}
  const path = first.tempFilePath || first.path || (all.tempFilePaths && all.tempFilePaths[0]) || all.tempFilePath || all.path
  const source = path || (all.files && all.files[0]) || (isFile(all) ? all : undefined)
  if (!source) throw new TIMError(2250, `a ${kind} needs a file: what the host's chooser gave, as payload.file`)
  const { duration, width, height } = { ...all, ...first }
  const cover = kind === 'video' ? first.thumbTempFilePath || all.thumbTempFilePath : undefined
  return { source, cover, name: nameOf(first.name || all.name, path), size: first.size || all.size || all.fileSize, duration: kind === 'audio' && duration ? duration / 1000 : duration, width, height }
}

// A File or Blob of a page, or bytes.
const isFile = (one: JSONObject): boolean => typeof one.size === 'number' || typeof one.byteLength === 'number'

function nameOf(name: string | undefined, path: string | undefined): string | undefined {
  return name || (path ? path.slice(path.lastIndexOf('/') + 1) : undefined)
}

/** Our type of what has a file. */
export const mediaTypes: { [type: string]: 'img' | 'audio' | 'video' | 'file' } = {
  TIMImageElem: 'img',
  TIMSoundElem: 'audio',
  TIMVideoFileElem: 'video',
  TIMFileElem: 'file',
}

/** The payload of a message with a file: `file` is what the server knows of it, if it is still there, `cover` of a video's. */
export function mediaPayload(type: string, body: JSONObject, file: UploadedFile | undefined, cover?: UploadedFile): JSONObject {
  const { url = body.url || '', thumb_url: thumb = '', size = body.size || 0, width = body.width || 0, height = body.height || 0, id = body.file } = file || {}
  const uuid = id || ''
  const seconds = Math.ceil((file && file.duration) || body.duration || 0)
  switch (type) {
    case 'img':
      return { uuid, imageFormat: formatOf(file), imageInfoArray: [0, 1, 2].map((n) => ({ type: n, size, width, height, url: n > 0 && thumb ? thumb : url, imageUrl: n > 0 && thumb ? thumb : url })) }
    case 'audio':
      return { uuid, url, remoteAudioUrl: url, size, second: seconds, downloadFlag: 2 }
    case 'video': {
      const shown = cover ? cover.url : thumb
      const { id: thumbUUID = '', size: thumbSize = 0, width: thumbWidth = width, height: thumbHeight = height } = cover || {}
      return { uuid, videoUUID: uuid, videoUrl: url, remoteVideoUrl: url, videoFormat: 'mp4', videoSecond: seconds, videoSize: size, thumbUrl: shown, thumbUUID, thumbWidth, thumbHeight, thumbSize, thumbFormat: 'jpg', snapshotUrl: shown }
    }
    default:
      return { uuid, fileName: (file && file.name) || body.name || '', fileUrl: url, fileSize: size, downloadFlag: 2 }
  }
}

const formats: { [type: string]: number } = { 'image/jpeg': 1, 'image/gif': 2, 'image/png': 3, 'image/bmp': 4 }
const formatOf = (file: UploadedFile | undefined): number => formats[(file && file.type) || ''] || 255

/** The payload of a message whose file is still here. */
export function waitingPayload(type: string, { source, cover, name, size = 0, duration = 0, width = 0, height = 0 }: Chosen): JSONObject {
  const url = typeof source === 'string' ? source : ''
  const payload = mediaPayload(type, { url, name, size, duration, width, height }, undefined)
  return typeof cover === 'string' ? { ...payload, thumbUrl: cover, snapshotUrl: cover } : payload
}
