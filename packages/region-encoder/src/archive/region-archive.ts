import { ArgumentError, boxIou, requireBox, requireKnownOptions, type Box } from '@towerkit/core'
import type { RegionModel } from '../region-encoder-contract.ts'
import { addPictures } from './add-pictures.ts'
import { calibrateThreshold } from './calibrate-threshold.ts'
import { archiveIndex, regionKey } from './archive-index.ts'
import { openArchiveStore } from './archive-store.ts'
import type { ArchivedPicture } from './archived-picture.ts'
import { findByExamples, type ExampleVector } from './find-by-examples.ts'
import { findByWords } from './find-by-words.ts'
import type {
  BoxExample,
  CalibrateOptions,
  FindLikeOptions,
  FindOptions,
  RegionArchive,
  RegionArchiveOptions,
} from './region-archive-contract.ts'

/** What is kept in memory of a picture, besides the indices. */
export type KnownPicture = Omit<ArchivedPicture, 'regions' | 'fields'> & { readonly boxes: readonly Box[] }

/** A stored region stands for a given box if they overlap by at least this. */
const sameBox = 0.5

/**
 * Opens an archive of pictures, or begins one. Each picture is run once and kept in the file with its regions; the
 * questions are answered by an index in memory.
 *
 * @param file One SQLite file, written by one archive at a time. Not on a network file system.
 * @throws {ModelError} if the vectors of the file are of another model.
 * @throws {DataError} if the file is damaged or cannot be opened.
 * @throws {ArgumentError} if the encoder keeps objectness apart: then no inner product orders its scores.
 *
 * @example
 * const archive = await regionArchive('./holiday.regions', { encoder: regions, index: exactIndex })
 * await archive.add('./holiday')
 * const found = await archive.find('a red bicycle')
 *
 * @see Fu et al., WeDetect, arXiv 2512.12309, object retrieval.
 */
export async function regionArchive(file: string, options: RegionArchiveOptions): Promise<RegionArchive> {
  const {
    encoder,
    index: makeIndex,
    regions = 100,
  } = requireKnownOptions<RegionArchiveOptions>('regionArchive', options, { encoder: true, index: true, regions: true })
  requireOptions(encoder, regions)
  const { dimensions, appearanceDimensions } = encoder
  const store = await openArchiveStore(file, { model: encoder.model(), dimensions, appearanceDimensions })
  const known = new Map<string, KnownPicture>()
  const index = archiveIndex(
    makeIndex({ dimensions, metric: 'inner-product' }),
    makeIndex({ dimensions: appearanceDimensions, metric: 'inner-product' }),
  )
  const remember = async (picture: ArchivedPicture) => {
    const before = known.get(picture.key)?.boxes.length ?? 0
    await index.set(picture, before)
    const { key, stamp, width, height } = picture
    // What is added again comes last, here as in the file.
    known.delete(key)
    known.set(key, { key, stamp, width, height, boxes: picture.regions.map(({ box }) => box) })
  }
  const close = async () => {
    store.close()
    await index.close()
  }
  try {
    for (const picture of store.pictures()) await remember(picture)
  } catch (error) {
    await close()
    throw error
  }

  const storedVector = async (key: string, box: Box): Promise<ExampleVector | undefined> => {
    const overlaps = known.get(key)?.boxes.map(each => boxIou(each, box)) ?? []
    const best = overlaps.indexOf(Math.max(...overlaps))
    if (best === -1 || overlaps[best]! < sameBox) return undefined
    const region = regionKey(key, best)
    const [stored] = await index.looks.get([region])
    return stored && { appearance: stored.vector, region }
  }
  const vectorOf = async ({ image, box }: BoxExample): Promise<ExampleVector> => {
    requireBox('findLike', box)
    const stored = typeof image === 'string' ? await storedVector(image, box) : undefined
    if (stored) return stored
    for await (const {
      regions: [region],
    } of encoder.propose([image], { nearest: [box] }))
      if (region && boxIou(region.box, box) > 0) return { appearance: region.appearance, region: undefined }
    throw new ArgumentError(`findLike: the box [${box.join(', ')}] is not on its picture. Give one that is.`, { box })
  }

  return {
    keys: () => known.keys(),
    add: (pictures, given = {}) =>
      addPictures(pictures, given, {
        ...{ encoder, regions },
        stampOf: key => known.get(key)?.stamp,
        async store(picture) {
          store.set(picture)
          await remember(picture)
        },
      }),
    async remove(keys) {
      let removed = 0
      for (const key of keys) {
        if (!store.remove(key)) continue
        await index.remove(key, known.get(key)?.boxes.length ?? 0)
        known.delete(key)
        removed++
      }
      return removed
    },
    find(query, given = {}) {
      requireKnownOptions<FindOptions>('find', given, { limit: true, threshold: true, where: true, signal: true })
      return findByWords(index.words, query, { ...given, encoder })
    },
    findLike(examples, given = {}) {
      requireKnownOptions<FindLikeOptions>('findLike', given, {
        ...{ limit: true, threshold: true, where: true, unlike: true, signal: true },
      })
      return findByExamples(index.looks, examples, { ...given, vectorOf })
    },
    calibrate(shown, given = {}) {
      requireKnownOptions<CalibrateOptions>('calibrate', given, { perText: true, signal: true })
      const missing = Object.keys(shown).find(key => !known.has(key))
      if (missing !== undefined)
        throw new ArgumentError(`calibrate: "${missing}" is not in the archive. Add it first.`, { key: missing })
      return calibrateThreshold(index.words, shown, { ...given, encoder })
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function requireOptions(encoder: RegionModel, regions: number): void {
  if (encoder.objectness === 'apart')
    throw new ArgumentError(
      "regionArchive: the encoder keeps objectness 'apart', so that no inner product orders its scores. Give one " +
        "with objectness 'joined'.",
    )
  if (!(Number.isInteger(regions) && regions >= 1))
    throw new ArgumentError(`regionArchive: regions is ${regions}. Give a whole number of at least 1.`, { regions })
}
