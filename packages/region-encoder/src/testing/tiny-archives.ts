import { join } from 'node:path'
import { regionArchive } from '../archive/region-archive.ts'
import { colouredPicture } from './coloured-picture.ts'
import { scanIndex } from './scan-index.ts'
import { temporaryFolder, tinyRegions } from './tiny-regions.ts'

export const red = colouredPicture([['red', [8, 16, 8, 8]]])
export const blue = colouredPicture([['blue', [32, 32, 32, 32]]])
export const both = colouredPicture([
  ['red', [0, 0, 32, 32]],
  ['blue', [32, 32, 32, 32]],
])
/** Pictures of one red patch, one blue one, and both. */
export const three = [
  { key: 'red', picture: red, fields: { year: 2024 } },
  { key: 'blue', picture: blue, fields: { year: 2025 } },
  { key: 'both', picture: both, fields: { year: 2025 } },
]

/** A folder with an archive in it, and the encoder that it is opened with. */
export async function tinyArchives() {
  const folder = await temporaryFolder()
  const regions = await tinyRegions()
  const file = join(folder.path, 'a.regions')
  const open = (encoder = regions) => regionArchive(file, { encoder, index: scanIndex })
  return {
    ...{ file, regions, open, folder: folder.path },
    async [Symbol.asyncDispose]() {
      await regions.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Keys of an answer, sorted. */
export const keys = (found: readonly { readonly key: string }[]) => found.map(({ key }) => key).toSorted()
