import { createHash, type Hash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { hubRequest, PassingFailure, withRetries } from './hub-request.ts'
import type { HubSettings } from './hub-options.ts'
import { lengthOf, type ModelCache } from './model-cache.ts'
import type { ModelFile } from './model-files.ts'

/**
 * Fetches one file of a commit into the cache, unless it is there. The unfinished file has the name of the content, so that
 * whoever comes next goes on where it ends; processes that fetch the same file at once write the same bytes to the same places.
 *
 * @throws {DataError} if the content has another checksum or length than the hub says.
 */
export async function downloadFile(file: ModelFile, { settings, commit, cache }: { readonly settings: HubSettings; readonly commit: string; readonly cache: ModelCache }): Promise<void> {
  const { path, length: total, checksum } = file
  const blob = cache.blob(checksum)
  const partial = `${blob}.partial`
  const report = (bytes: number) => settings.onProgress({ file: path, bytes, total })
  const url = `/${settings.name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
  let bytes = 0

  const attempt = async (): Promise<void> => {
    if (await lengthOf(blob) === total) return
    bytes = await lengthOf(partial) ?? 0
    if (bytes > total) bytes = await discard(partial)
    const resumed = bytes > 0
    const hash = hashOf(file)
    for await (const chunk of resumed ? createReadStream(partial, { end: bytes - 1, signal: settings.signal }) : []) hash.update(chunk as Buffer)
    if (bytes < total || total === 0) await fetchRest(hash)
    if (hash.digest('hex') === checksum) return finish(partial, blob)
    await discard(partial)
    // What was there before may have been damaged; then all of it is fetched once more.
    if (resumed) return attempt()
    throw new DataError(`downloadModel: "${path}" has another checksum than the hub says (${checksum}). It was damaged on the way; try again.`, { path, checksum })
  }

  const fetchRest = async (hash: Hash): Promise<void> => {
    const response = await hubRequest(url, { settings, headers: { 'accept-encoding': 'identity', ...(bytes > 0 && { range: `bytes=${bytes}-` }) } })
    const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1])
    if (bytes > 0 && (response.status !== 206 || start !== bytes)) {
      // The server does not continue files: everything is written anew.
      await response.body?.cancel()
      bytes = await discard(partial)
      throw new PassingFailure(`${url} cannot be continued (status ${response.status})`, { waitMs: 0 })
    }
    const target = await open(partial, constants.O_RDWR | constants.O_CREAT)
    try {
      for await (const chunk of chunksOf(response, url)) {
        if (bytes + chunk.byteLength > total) throw new DataError(`downloadModel: "${path}" has more than the ${total} bytes that the hub says. Check the endpoint.`, { path, total })
        await writeAt(target, chunk, bytes)
        hash.update(chunk)
        bytes += chunk.byteLength
        report(bytes)
      }
      if (bytes < total) throw new PassingFailure(`${url} ended after ${bytes} of ${total} bytes`)
      await target.sync()
    } finally {
      await target.close()
    }
  }

  await withRetries(attempt, { settings, progress: () => bytes })
  report(total)
}

function hashOf({ checksum, length }: ModelFile): Hash {
  return checksum.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${length}\0`)
}

async function* chunksOf(response: Response, url: string): AsyncGenerator<Uint8Array> {
  const reader = (response.body ?? new Blob([]).stream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: Error) => { throw new PassingFailure(`${url} breaks off: ${cause.message}`, { cause }) })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function writeAt(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    offset += (await file.write(chunk, offset, chunk.byteLength - offset, position + offset)).bytesWritten
  }
}

async function discard(path: string): Promise<0> {
  await rm(path, { force: true })
  return 0
}

/** Another process may have been faster. */
async function finish(partial: string, blob: string): Promise<void> {
  await rename(partial, blob).catch(async (cause: unknown) => {
    if (await lengthOf(blob) === undefined) throw cause
  })
}
