import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AbortedError, DataError } from '@towerkit/core'
import type { Picture, Sound } from '@towerkit/media'

/** A file's bytes or what was decoded, and a hash of it. */
export interface LoadedSource<Decoded> {
  readonly bytes: Uint8Array | undefined
  readonly decoded: Decoded | undefined
  readonly hash: string
  /** How messages name it. */
  readonly name: string | undefined
}

/**
 * Reads the file of a part, once, so that what is hashed is what is decoded.
 *
 * @throws {DataError} if it cannot be read; the message names it.
 */
export async function loadedSource<Decoded extends Picture | Sound>(
  source: string | Uint8Array | Decoded,
  signal: AbortSignal | undefined,
): Promise<LoadedSource<Decoded>> {
  if (signal?.aborted) throw new AbortedError('encode: stopped by the caller.', { cause: signal.reason })
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    return { bytes: undefined, decoded: source, hash: hashOfDecoded(source), name: undefined }
  const bytes = typeof source === 'string' ? await read(source) : source
  return {
    bytes,
    decoded: undefined,
    hash: createHash('sha256').update(bytes).digest('base64url'),
    name: typeof source === 'string' ? source : undefined,
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new DataError(`encode: "${path}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      name: path,
      cause,
    })
  }
}

function hashOfDecoded(source: Picture | Sound): string {
  const hash = createHash('sha256')
  if ('channels' in source) {
    hash.update(`sound ${source.sampleRate} ${source.channels.length} `)
    for (const { buffer, byteOffset, byteLength } of source.channels)
      hash.update(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength))
  } else hash.update(`picture ${source.width} ${source.height} `).update(source.data)
  return hash.digest('base64url')
}
