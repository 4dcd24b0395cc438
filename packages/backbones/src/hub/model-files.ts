import { DataError } from '@towerkit/core'
import { hubRequest } from './hub-request.ts'
import type { HubSettings } from './hub-options.ts'
import { commitPattern } from './model-cache.ts'
import { PassingFailure, withRetries } from './request.ts'

/** A file of a repository. */
export interface ModelFile {
  readonly path: string
  /** In bytes. */
  readonly length: number
  /** SHA-256 of the content for large files, git's SHA-1 of the blob for others, in hexadecimal digits. */
  readonly checksum: string
}

/**
 * Asks the hub for the commit of a revision and the files that it has.
 *
 * @throws {DataError} for an answer without lengths and checksums, or with names that would leave a folder.
 */
export async function modelFiles(
  settings: HubSettings,
): Promise<{ readonly commit: string; readonly files: readonly ModelFile[] }> {
  const path = `/api/models/${settings.name}/revision/${encodeURIComponent(settings.revision)}?blobs=true`
  const text = await withRetries(
    async () => {
      const response = await hubRequest(path, { settings })
      return response.text().catch((cause: Error) => {
        throw new PassingFailure(`the answer of ${path} breaks off: ${cause.message}`, { cause })
      })
    },
    { settings },
  )
  const { sha, siblings } = parse(text) as { sha?: unknown; siblings?: unknown }
  if (typeof sha !== 'string' || !commitPattern.test(sha) || !Array.isArray(siblings))
    throw unusable('has no commit or no list of files')
  return { commit: sha, files: siblings.map(modelFile) }
}

function modelFile(entry: unknown): ModelFile {
  const {
    rfilename: path,
    size,
    blobId,
    lfs,
  } = (entry ?? {}) as {
    rfilename?: unknown
    size?: unknown
    blobId?: unknown
    lfs?: { sha256?: unknown; size?: unknown }
  }
  if (typeof path !== 'string' || !isInside(path))
    throw unusable(`names a file ${JSON.stringify(path)}, which is no path inside a folder`)
  const [length, checksum] = lfs ? [lfs.size ?? size, lfs.sha256] : [size, blobId]
  const isChecksum = typeof checksum === 'string' && (lfs ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(checksum)
  if (!Number.isSafeInteger(length) || (length as number) < 0 || !isChecksum)
    throw unusable(`has no length or checksum of "${path}"`)
  return { path, length: length as number, checksum }
}

/** Plain names on every system: nothing absolute, no step upwards, no drive, no stream. */
function isInside(path: string): boolean {
  return !/[\\:\0]/.test(path) && path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
}

function parse(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed
  } catch (cause) {
    throw unusable('is no JSON', cause)
  }
  throw unusable('is no object')
}

function unusable(fact: string, cause?: unknown): DataError {
  return new DataError(`downloadModel: the answer of the hub ${fact}. Check the endpoint.`, { cause })
}
