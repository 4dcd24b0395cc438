import { readFile } from 'node:fs/promises'
import { ArgumentError, DataError } from '@towerkit/core'

/** A picture's file: its path, or its bytes. */
export type PictureSource = string | Uint8Array

/**
 * The bytes of a picture, and how messages name it.
 *
 * @throws {DataError} if the file cannot be read or is empty.
 */
export async function pictureBytes(
  source: PictureSource,
  name = typeof source === 'string' ? source : 'the picture',
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw new ArgumentError(`decodePicture: the source is ${typeof source}. Give a path or bytes.`)
  const bytes = typeof source === 'string' ? await read(source) : source
  if (bytes.length === 0)
    throw new DataError(`decodePicture: "${name}" is empty. Give the file of a picture.`, { name })
  return { name, bytes }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new DataError(`decodePicture: "${path}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      name: path,
      cause,
    })
  }
}
