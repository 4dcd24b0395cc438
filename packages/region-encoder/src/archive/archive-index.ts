import { vectors, type Metadata, type VectorIndex } from '@towerkit/core'
import type { ArchivedPicture } from './archived-picture.ts'

/** The regions of an archive in two indices: by what words say of them, and by how they look. */
export interface ArchiveIndex {
  readonly words: VectorIndex
  readonly looks: VectorIndex
  set(picture: ArchivedPicture, before: number): Promise<void>
  /** @param count Regions that the picture has. */
  remove(key: string, count: number): Promise<void>
  close(): Promise<void>
}

/** Fields of regions that an archive sets itself. */
export const ownFields = ['picture', 'region', 'box', 'centre', 'share', 'objectness'] as const

/** Names a region of a picture. */
export function regionKey(picture: string, region: number): string {
  return `${region} ${picture}`
}

export function archiveIndex(words: VectorIndex, looks: VectorIndex): ArchiveIndex {
  const keysOf = (key: string, count: number) => Array.from({ length: count }, (_, i) => regionKey(key, i))
  const remove = async (key: string, count: number) => {
    if (count === 0) return
    await words.remove(keysOf(key, count))
    await looks.remove(keysOf(key, count))
  }
  return {
    words,
    looks,
    async set(picture, before) {
      const { key, regions } = picture
      await remove(key, before)
      if (regions.length === 0) return
      const metadata = regions.map((_, i) => metadataOf(picture, i))
      const keys = keysOf(key, regions.length)
      await words.add(keys, vectors(regions.map(({ vector }) => vector)), { metadata })
      await looks.add(keys, vectors(regions.map(({ appearance }) => appearance)), { metadata })
    },
    remove,
    async close() {
      await words.close()
      await looks.close()
    },
  }
}

function metadataOf({ key, width, height, fields, regions }: ArchivedPicture, region: number): Metadata {
  const { box, objectness } = regions[region]!
  const [left, top, wide, high] = box
  return {
    ...fields,
    ...{ picture: key, region, objectness },
    box: { left, top, width: wide, height: high },
    centre: { x: (left + wide / 2) / width, y: (top + high / 2) / height },
    share: (wide * high) / (width * height),
  }
}
