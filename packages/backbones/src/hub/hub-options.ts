import type { RequestSettings } from './request.ts'

/** How far a file of a download has come. */
export interface DownloadProgress {
  /** Path of the file in the repository. */
  readonly file: string
  /** Bytes of it that are on the disk. */
  readonly bytes: number
  /** Its length in bytes. */
  readonly total: number
}

/** Options of `downloadModel`. */
export interface DownloadModelOptions {
  /** Branch, tag or commit. Default 'main'. */
  readonly revision?: string
  /** 'safetensors', or 'onnx' for onnx/model.onnx with its external data. Default 'safetensors'. */
  readonly weights?: 'safetensors' | 'onnx'
  /**
   * Folder of the cache. Default `TOWERKIT_CACHE`, else `HF_HUB_CACHE`, else hub/ in `HF_HOME`, else in
   * ~/.cache/huggingface.
   */
  readonly cache?: string
  /** Address of the hub. Default `HF_ENDPOINT`, else https://huggingface.co. */
  readonly endpoint?: string
  /** Access token, only ever sent to the endpoint itself. Default `HF_TOKEN`, else none. */
  readonly token?: string
  /** Uses only the cache. Default: whether `HF_HUB_OFFLINE` is 1 or true. */
  readonly offline?: boolean
  /** Files that are fetched at the same time, at least 1. Default 4. */
  readonly concurrency?: number
  /** Attempts without progress before giving up, at least 1. Default 5. */
  readonly attempts?: number
  /** Wait before the second try, in milliseconds; doubled before each further one. Default 500. */
  readonly retryDelayMs?: number
  /** Called as files grow; once with all bytes for those that the cache has. */
  readonly onProgress?: (progress: DownloadProgress) => void
  /** Cancels the download; what has come is kept for the next one. */
  readonly signal?: AbortSignal
}

/** The options with what the environment says. */
export interface HubSettings extends RequestSettings {
  readonly name: string
  readonly revision: string
  readonly weights: 'safetensors' | 'onnx'
  readonly endpoint: string
  readonly token: string | undefined
  readonly onProgress: (progress: DownloadProgress) => void
}

/** Every option of `downloadModel`. */
export const downloadOptionNames: Readonly<Record<keyof DownloadModelOptions, true>> = {
  revision: true,
  weights: true,
  cache: true,
  endpoint: true,
  token: true,
  offline: true,
  concurrency: true,
  attempts: true,
  retryDelayMs: true,
  onProgress: true,
  signal: true,
}
