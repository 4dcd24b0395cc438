import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ArgumentError, DataError, isMetadataRecord, requireInputs, type Metadata } from '@towerkit/core'
import type { RegionPicture } from '../serving/picture-cells.ts'

/** A picture with a name, and what is known about it. */
export interface NamedPicture {
  /** What the archive calls it. */
  readonly key: string
  readonly picture: RegionPicture
  /** Kept with each of its regions, for conditions. Default: none. */
  readonly fields?: Metadata
}

/** Pictures to add: a folder, a path whose last part has a `*`, or paths and pictures with names. */
export type AddedPictures = string | Iterable<string | NamedPicture> | AsyncIterable<string | NamedPicture>

const pictureFile = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i

/** Each picture with its name; paths are their own names. */
export async function* namedPictures(given: AddedPictures): AsyncGenerator<NamedPicture> {
  if (typeof given === 'string') {
    for (const path of await pathsOf(given)) yield { key: path, picture: path }
    return
  }
  requireInputs('add', given, 'pictures')
  for await (const each of given) {
    if (typeof each === 'string') yield { key: each, picture: each }
    else if (isMetadataRecord(each) && typeof each.key === 'string' && each.key !== '') yield each
    else throw new ArgumentError('add: a picture has no key. Give a path, or { key, picture }.', { picture: each })
  }
}

async function pathsOf(pattern: string): Promise<string[]> {
  const last = basename(pattern)
  const folder = last.includes('*') ? dirname(pattern) : pattern
  const fits = new RegExp(`^${last.split('*').map(escaped).join('.*')}$`)
  try {
    const found = await readdir(folder, { withFileTypes: true, recursive: folder === pattern })
    return found
      .filter(entry => entry.isFile() && (folder === pattern ? pictureFile.test(entry.name) : fits.test(entry.name)))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
  } catch (cause) {
    throw new DataError(`add: the folder "${folder}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      folder,
      cause,
    })
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

/** Changes with the file or the bytes; undefined for what cannot be compared, which is then run again. */
export async function stampOf(picture: RegionPicture): Promise<string | undefined> {
  if (typeof picture === 'string') {
    const found = await stat(picture).catch(() => undefined)
    return found && `${found.size} ${found.mtimeMs}`
  }
  return picture instanceof Uint8Array ? createHash('sha256').update(picture).digest('hex') : undefined
}
