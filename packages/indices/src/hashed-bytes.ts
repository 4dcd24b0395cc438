import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { DataError } from '@towerkit/core'

/** Bytes that are read, written and hashed at once, so that the event loop is held for some milliseconds only. */
const pieceLength = 2 ** 22

/**
 * Reads a part of a file, which the hash takes in.
 *
 * @returns memory of its own.
 * @throws {DataError} if the file ends early.
 */
export async function readBytes(
  file: FileHandle,
  position: number,
  length: number,
  hash?: Hash,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  for (let offset = 0; offset < length; ) {
    const { bytesRead } = await file.read(bytes, offset, Math.min(pieceLength, length - offset), position + offset)
    if (bytesRead === 0)
      throw new DataError(
        `load: the file ends at ${position + offset}, expected ${position + length} bytes. It is truncated; build ` +
          'the index again.',
        { end: position + offset, expected: position + length },
      )
    hash?.update(bytes.subarray(offset, offset + bytesRead))
    offset += bytesRead
  }
  return bytes
}

/** Copies a part of a file to a new one, which only this user can read. The hash takes it in. */
export async function copyBytes(
  file: FileHandle,
  {
    position,
    length,
    hash,
    path,
  }: { readonly position: number; readonly length: number; readonly hash: Hash; readonly path: string },
): Promise<void> {
  const copy = await open(path, 'wx', 0o600)
  try {
    for (let offset = 0; offset < length; offset += pieceLength) {
      await copy.writeFile(await readBytes(file, position + offset, Math.min(pieceLength, length - offset), hash))
    }
  } finally {
    await copy.close()
  }
}

/** An empty hash. */
export function sha256(): Hash {
  return createHash('sha256')
}
