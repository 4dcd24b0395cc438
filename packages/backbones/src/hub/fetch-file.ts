import type { Hash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { lengthOf } from './length-of.ts'
import { PassingFailure, withRetries, type RequestSettings } from './request.ts'

/** A file that is fetched, and how it is known to be whole. */
export interface FileToFetch {
  /** For messages. */
  readonly name: string
  readonly url: string
  /** The target path; the unfinished file next to it ends in .partial. */
  readonly target: string
  /** In bytes; undefined if only the server knows. */
  readonly length: number | undefined
  /** In hexadecimal digits. */
  readonly checksum: string
  /** A new hash of what `checksum` is of. */
  readonly hash: () => Hash
  readonly send: (headers: Record<string, string>) => Promise<Response>
  readonly onProgress: (bytes: number, total: number | undefined) => void
}

/**
 * Fetches one file, unless it is there. The unfinished file is kept, so that the next call continues where it ends;
 * processes that fetch the same file at once write the same bytes to the same offsets.
 *
 * @throws {DataError} if the content has another checksum or length than is expected.
 */
export async function fetchFile(file: FileToFetch, settings: RequestSettings): Promise<void> {
  const { name, url, target, checksum, send, onProgress } = file
  const partial = `${target}.partial`
  let total = file.length
  let bytes = 0

  const attempt = async (): Promise<void> => {
    const length = await lengthOf(target)
    if (length !== undefined && length === (file.length ?? length)) return
    bytes = (await lengthOf(partial)) ?? 0
    if (bytes > (file.length ?? bytes)) bytes = await discard(partial)
    const resumed = bytes > 0
    const hash = file.hash()
    for await (const chunk of resumed ? createReadStream(partial, { end: bytes - 1, signal: settings.signal }) : [])
      hash.update(chunk as Buffer)
    if (file.length === undefined || bytes < file.length || file.length === 0) await fetchRest(hash)
    if (hash.digest('hex') === checksum) return finish(partial, target)
    await discard(partial)
    // What was there before may have been damaged; then all of it is fetched once more.
    if (resumed) return attempt()
    throw new DataError(
      `${settings.caller}: "${name}" has another checksum than is expected (${checksum}). It was damaged on the ` +
        'way, or is another file; try again.',
      { path: name, url, checksum },
    )
  }

  const fetchRest = async (hash: Hash): Promise<void> => {
    const response = await send({ 'accept-encoding': 'identity', ...(bytes > 0 && { range: `bytes=${bytes}-` }) })
    if (response.status === 416 && file.length === undefined && bytes > 0) {
      // All of it may be here already: the checksum tells.
      await response.body?.cancel()
      return
    }
    const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1])
    if (bytes > 0 && (response.status !== 206 || start !== bytes)) {
      // The server does not continue files: everything is written anew.
      await response.body?.cancel()
      bytes = await discard(partial)
      throw new PassingFailure(`${url} cannot be continued (status ${response.status})`, { waitMs: 0 })
    }
    const coming = Number(response.headers.get('content-length') ?? Number.NaN)
    total = file.length ?? (Number.isNaN(coming) ? undefined : bytes + coming)
    const handle = await open(partial, constants.O_RDWR | constants.O_CREAT)
    try {
      for await (const chunk of chunksOf(response, url)) {
        if (bytes + chunk.byteLength > (total ?? Infinity))
          throw new DataError(
            `${settings.caller}: "${name}" has more than the ${total} bytes that are expected. Check the address.`,
            { path: name, url, total },
          )
        await writeAt(handle, chunk, bytes)
        hash.update(chunk)
        bytes += chunk.byteLength
        onProgress(bytes, total)
      }
      if (bytes < (total ?? 0)) throw new PassingFailure(`${url} ended after ${bytes} of ${total} bytes`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  await withRetries(attempt, { settings, progress: () => bytes })
  onProgress(total ?? bytes, total ?? bytes)
}

async function* chunksOf(response: Response, url: string): AsyncGenerator<Uint8Array> {
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: Error) => {
        throw new PassingFailure(`${url} breaks off: ${cause.message}`, { cause })
      })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function writeAt(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await file.write(chunk, offset, chunk.byteLength - offset, position + offset)).bytesWritten
  }
}

async function discard(path: string): Promise<0> {
  await rm(path, { force: true })
  return 0
}

/** Another process may have been faster. */
async function finish(partial: string, target: string): Promise<void> {
  await rename(partial, target).catch(async (cause: unknown) => {
    if ((await lengthOf(target)) === undefined) throw cause
  })
}
