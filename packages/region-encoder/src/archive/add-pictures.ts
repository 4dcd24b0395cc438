import { ArgumentError, checkMetadata, requireKnownOptions, type TowerkitError } from '@towerkit/core'
import type { RegionModel } from '../region-encoder-contract.ts'
import type { RegionPicture } from '../serving/picture-cells.ts'
import { ownFields } from './archive-index.ts'
import { namedPictures, stampOf, type AddedPictures, type NamedPicture } from './archive-pictures.ts'
import type { ArchivedPicture } from './archived-picture.ts'
import type { AddedReport, AddPicturesOptions } from './region-archive-contract.ts'

/** What `addPictures` adds to. */
export interface AddTo {
  readonly encoder: Pick<RegionModel, 'propose'>
  /** Regions that are kept of a picture. */
  readonly regions: number
  /** The stamp that a picture was stored with. */
  stampOf(key: string): string | undefined
  store(picture: ArchivedPicture): Promise<void>
}

/** Runs what is new or has changed, and stores picture after picture. */
export async function addPictures(
  pictures: AddedPictures,
  options: AddPicturesOptions,
  { encoder, regions, stampOf: storedStamp, store }: AddTo,
): Promise<AddedReport> {
  const { onProgress, onPicture, signal } = requireKnownOptions<AddPicturesOptions>('add', options, {
    ...{ onProgress: true, onPicture: true, signal: true },
  })
  const failed: { key: string; fault: TowerkitError }[] = []
  // The encoder gives back the very picture that it was given.
  const waiting: (NamedPicture & { readonly stamp: string | undefined })[] = []
  const counts = { added: 0, unchanged: 0 }
  const progress = () => onProgress?.({ done: counts.added + counts.unchanged + failed.length })

  async function* changed(): AsyncGenerator<RegionPicture> {
    for await (const named of namedPictures(pictures)) {
      requireFields(named)
      onPicture?.(named.key)
      const stamp = await stampOf(named.picture)
      if (stamp !== undefined && stamp === storedStamp(named.key)) {
        counts.unchanged++
        progress()
        continue
      }
      waiting.push({ ...named, stamp })
      yield named.picture
    }
  }

  const onFault = (fault: TowerkitError) => {
    failed.push({ key: waiting.shift()!.key, fault })
    progress()
  }
  const found = encoder.propose(changed(), { limit: regions, onFault, ...(signal && { signal }) })
  for await (const { width, height, regions: own } of found) {
    const { key, stamp, fields = {} } = waiting.shift()!
    await store({ ...{ key, stamp, width, height, fields }, regions: own })
    counts.added++
    progress()
  }
  return { ...counts, failed }
}

function requireFields({ key, fields = {} }: NamedPicture): void {
  checkMetadata('add', [fields], 1)
  const taken = ownFields.find(name => Object.hasOwn(fields, name))
  if (taken !== undefined)
    throw new ArgumentError(`add: "${key}" has the field "${taken}", which regions have of their own. Rename it.`, {
      key,
      field: taken,
    })
}
