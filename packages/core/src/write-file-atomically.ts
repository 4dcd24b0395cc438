import { randomBytes } from 'node:crypto'
import { open, rename, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DataError } from './errors/data-error.ts'
import { TowerkitError } from './errors/towerkit-error.ts'

/** Bytes in order. */
type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** The most that one write call is given: the kernel writes at most 2^31 bytes at once. */
const pieceLength = 2 ** 26

/**
 * Writes a file so that its path holds the old content or the new, never a part: a temporary file in the same folder,
 * flushed to disk, is renamed over it, and the folder is flushed too. Whatever fails, the old file is untouched and the
 * temporary one is removed.
 *
 * @param path Path of the file. Its folder must exist; a symbolic link is replaced by the file.
 * @param chunks Bytes in order, read once. Leave their memory alone until the promise settles.
 * @throws {DataError} if it cannot be written, with the system's error as `cause`. Errors of Towerkit that `chunks`
 *   throws pass through.
 *
 * @example
 * await writeFileAtomically('scores.bin', [header, body])
 */
export async function writeFileAtomically(path: string, chunks: Chunks): Promise<void> {
  const folder = dirname(path)
  try {
    const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
    const file = await open(temporary, 'wx')
    await fillAndRename(file, temporary, path, chunks)
  } catch (cause) {
    if (TowerkitError.is(cause)) throw cause
    throw new DataError(
      `writeFileAtomically: "${path}" was not written: ${(cause as Error).message}. The old file is untouched; ` +
        'write again.',
      { cause, path },
    )
  }
  await syncFolder(folder).catch((cause: unknown) => {
    throw new DataError(
      `writeFileAtomically: "${path}" is written, but its folder could not be flushed: ${(cause as Error).message}. ` +
        'A power cut may bring the old file back.',
      { cause, path },
    )
  })
}

async function fillAndRename(file: FileHandle, temporary: string, path: string, chunks: Chunks): Promise<void> {
  try {
    try {
      for await (const chunk of chunks) await writeFully(file, chunk)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    // The first error is the one that says what happened.
    await unlink(temporary).catch(() => {})
    throw error
  }
}

async function writeFully(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, offset, Math.min(pieceLength, chunk.byteLength - offset))
    offset += bytesWritten
  }
}

/** Makes the rename itself survive a power cut. Windows cannot open folders, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
