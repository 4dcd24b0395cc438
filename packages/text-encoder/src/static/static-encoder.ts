import { modelFolder } from '@towerkit/backbones'
import { requireKnownOptions } from '@towerkit/core'
import { readStaticFolder } from '../folder/read-static-folder.ts'
import type { OpenTextEncoderOptions } from '../text-encoder.ts'
import { staticEncoderOf, type StaticEncoder } from './static-encoder-of.ts'

/**
 * Opens a folder with a StaticEmbedding of sentence-transformers, or of model2vec.
 *
 * @param model Path of a folder, or, if there is none, org/name on the hub.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for another kind of folder.
 *
 * @example
 * const encoder = await staticEncoder('./static-model')
 */
export async function staticEncoder(
  model: string,
  options: Pick<OpenTextEncoderOptions, 'name' | 'download'> = {},
): Promise<StaticEncoder> {
  const { name, download } = requireKnownOptions<Pick<OpenTextEncoderOptions, 'name' | 'download'>>(
    'staticEncoder',
    options,
    { name: true, download: true },
  )
  return staticEncoderOf(await readStaticFolder(await modelFolder(model, download)), name === undefined ? {} : { name })
}
