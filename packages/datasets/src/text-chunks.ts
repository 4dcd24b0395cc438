import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { DataError, TowerkitError } from '@towerkit/core'
import type { ReadOptions } from './read-options.ts'
import { requireGoingOn } from './require-going-on.ts'

/**
 * The text of a UTF-8 file piece by piece, without a byte-order mark; that of a `.gz` file decompressed.
 *
 * @param caller Public function that reads, for messages.
 * @throws {DataError} if the file is missing, is not UTF-8, or its gzip stream is damaged or ends early.
 * @throws {AbortedError} at the signal.
 */
export async function* textChunks(caller: string, path: string, { signal }: ReadOptions = {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const file = createReadStream(path)
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file
  // An error of the source does not travel down a pipe by itself.
  if (bytes !== file) file.on('error', cause => bytes.destroy(cause))
  try {
    for await (const chunk of bytes) {
      requireGoingOn(caller, signal)
      yield decode(caller, path, () => decoder.decode(chunk as Buffer, { stream: true }))
    }
    requireGoingOn(caller, signal)
    yield decode(caller, path, () => decoder.decode())
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

function decode(caller: string, path: string, run: () => string): string {
  try {
    return run()
  } catch (cause) {
    throw new DataError(`${caller}: "${path}" is not UTF-8. Convert it to UTF-8.`, { path, cause })
  }
}
