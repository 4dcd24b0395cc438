import { exactIndex } from '@towerkit/indices'
import { regionArchive, regionEncoder, type RegionArchive, type RegionEncoder } from '@towerkit/region-encoder'
import { textEncoder } from '@towerkit/text-encoder'
import type { Workspace } from '../workspace.ts'
import { picturesFiles, type PicturesSettings } from './pictures-settings.ts'

/** An archive with the encoders that it works with. */
export interface OpenPictures extends AsyncDisposable {
  readonly archive: RegionArchive
  readonly regions: RegionEncoder
  close(): Promise<void>
}

/**
 * Opens the archive of a workspace.
 *
 * @throws {DataError} if a file is missing or damaged.
 * @throws {ModelError} if the archive was made with another detector.
 */
export async function openPictures(workspace: Workspace, { detector, text }: PicturesSettings): Promise<OpenPictures> {
  const opened: { close(): Promise<void> }[] = []
  const close = async () => {
    for (const each of opened.splice(0).toReversed()) await each.close()
  }
  try {
    const words = await textEncoder(text)
    opened.push(words)
    const regions = await regionEncoder({ image: detector, text: words })
    opened.push(regions)
    const archive = await regionArchive(workspace.path(picturesFiles.archive), { encoder: regions, index: exactIndex })
    opened.push(archive)
    return { archive, regions, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}
