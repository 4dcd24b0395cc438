import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ArgumentError, DataError, TowerkitError, requireKnownOptions } from '@towerkit/core'
import { fetchFile } from './fetch-file.ts'
import { abortedError, request } from './request.ts'

/** Options of `downloadFile`. */
export interface DownloadFileOptions {
  /** What the content must have, in hexadecimal digits. */
  readonly checksum: { readonly algorithm: 'md5' | 'sha256'; readonly digest: string }
  /** Attempts without progress before giving up, at least 1. Default 5. */
  readonly attempts?: number
  /** Wait before the second try, in milliseconds; doubled before each further one. Default 500. */
  readonly retryDelayMs?: number
  /** Called as the file grows; `total` is undefined while the server does not say it. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly total: number | undefined }) => void
  /** Cancels the download; what has come is kept for the next one. */
  readonly signal?: AbortSignal
  /** Public function on whose behalf, for messages. Default 'downloadFile'. */
  readonly caller?: string
}

/**
 * Fetches a file, unless it is there: resumed where an earlier download ended, checked, and stored whole or not at all.
 *
 * @param target Path of the file; its folder is made.
 * @throws {ArgumentError} for an address that does not exist, or options that cannot be.
 * @throws {DataError} if the content has another checksum, or the disk cannot be written.
 * @throws {OverloadedError} if the network or the server fails again and again.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * await downloadFile('https://example.org/set.zip', 'data/set.zip', {
 *   checksum: { algorithm: 'md5', digest: '5f7d1de60b170fc8027bb7898e2efca1' },
 * })
 */
export async function downloadFile(url: string, target: string, options: DownloadFileOptions): Promise<void> {
  const {
    checksum: { algorithm, digest },
    attempts = 5,
    retryDelayMs = 500,
    onProgress = () => {},
    signal = new AbortController().signal,
    caller = 'downloadFile',
  } = requireKnownOptions<DownloadFileOptions>('downloadFile', options, {
    checksum: true,
    attempts: true,
    retryDelayMs: true,
    onProgress: true,
    signal: true,
    caller: true,
  })
  const wrong = (fact: string, details: Readonly<Record<string, unknown>>) =>
    new ArgumentError(`${caller}: ${fact}`, details)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw wrong(`"${url}" is no address of the web. Give one that begins with https:// or http://.`, { url })
  if (!new RegExp(`^[0-9a-f]{${algorithm === 'md5' ? 32 : 64}}$`).test(digest))
    throw wrong(
      `"${digest}" is no ${algorithm} checksum. Give ${algorithm === 'md5' ? 32 : 64} hexadecimal digits in lower ` +
        'case.',
      { algorithm, digest },
    )
  if (!Number.isSafeInteger(attempts) || attempts < 1)
    throw wrong(`attempts is ${attempts}. Give a whole number of at least 1.`, { attempts })
  if (!(retryDelayMs >= 0))
    throw wrong(`retryDelayMs is ${retryDelayMs}. Give a number of at least 0.`, { retryDelayMs })
  const settings = { caller, attempts, retryDelayMs, signal }
  if (signal.aborted) throw abortedError(settings)
  try {
    await mkdir(dirname(target), { recursive: true })
    await fetchFile(
      {
        name: url,
        url,
        target,
        length: undefined,
        checksum: digest,
        hash: () => createHash(algorithm),
        send: headers => request(url, { settings, headers }),
        onProgress: (bytes, total) => onProgress({ bytes, total }),
      },
      settings,
    )
  } catch (cause) {
    if (TowerkitError.is(cause) || !(cause instanceof Error && 'syscall' in cause)) throw cause
    throw new DataError(
      `${caller}: "${target}" cannot be written: ${cause.message}. Make room, or give another folder.`,
      { path: target, cause },
    )
  }
}
