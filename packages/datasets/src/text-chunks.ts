import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { DataError, TowerkitError } from '@towerkit/core'
import type { ReadOptions } from './read-options.ts'
import { requireGoingOn } from './require-going-on.ts'

/**
 * The text of a file in UTF-8, or in UTF-16 with a byte-order mark, piece by piece and without the mark; that of a
 * `.gz` file decompressed.
 *
 * @param caller Public function that reads, for messages.
 * @throws {DataError} if the file is missing, is in another encoding, or its gzip stream is damaged or ends early.
 * @throws {AbortedError} at the signal.
 */
export async function* textChunks(caller: string, path: string, { signal }: ReadOptions = {}): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  const file = createReadStream(path)
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  // An error of the source does not travel down a pipe by itself.
  if (bytes !== file) file.on('error', cause => bytes.destroy(cause))
  try {
    for await (const chunk of bytes) {
      requireGoingOn(caller, signal)
      decoder ??= decoderOf(caller, path, chunk as Buffer)
      yield decode(caller, path, () => decoder!.decode(chunk as Buffer, { stream: true }))
    }
    requireGoingOn(caller, signal)
    yield decode(caller, path, () => decoder?.decode() ?? '')
  } catch (cause) {
    throw TowerkitError.is(cause)
      ? cause
      : new DataError(
          `${caller}: "${path}" cannot be read: ${(cause as Error).message}. Give a whole, readable file.`,
          { path, cause },
        )
  } finally {
    file.destroy()
    bytes.destroy()
  }
}

function decoderOf(caller: string, path: string, { 0: first, 1: second }: Buffer): TextDecoder {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  // Letters with a zero before or behind each would be read, but as other words.
  if (first === 0 || second === 0)
    throw new DataError(
      `${caller}: "${path}" begins with a byte of zero: it is binary, or UTF-16 without a byte-order mark. ` +
        'Convert it to UTF-8.',
      { path },
    )
  return new TextDecoder('utf-8', { fatal: true })
}

function decode(caller: string, path: string, run: () => string): string {
  try {
    return run()
  } catch (cause) {
    throw new DataError(`${caller}: "${path}" is not UTF-8, nor UTF-16 with a byte-order mark. Convert it to UTF-8.`, {
      path,
      cause,
    })
  }
}
