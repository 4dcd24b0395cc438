import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { loadWeights } from '@towerkit/backbones'
import { readSafetensors } from '@towerkit/runtime'
import { attentionNames, attentionParameters, type StaticAttention } from './static-attention.ts'

/**
 * Reads the attention of a static encoder.
 *
 * @param width Length of the vectors that it weighs.
 * @throws {DataError} if the file is missing or malformed.
 */
export async function readStaticAttention(folder: string, width: number): Promise<StaticAttention> {
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  const [rank, places, heads] = [tensors[attentionNames[0]]?.shape[0], ...tensors[attentionNames[2]]?.shape ?? []]
  const whole = (size: number | undefined): size is number => Number.isInteger(size) && size! > 0
  if (!(whole(rank) && whole(places) && whole(heads) && rank % heads === 0 && width % heads === 0)) {
    throw new DataError(`staticEncoder: the attention in "${folder}" has ${heads} heads for vectors of ${width} and keys of ${rank}. The heads must divide both; give the unchanged files.`, { folder, width, rank, places, heads })
  }
  return await loadWeights(folder, attentionParameters(width, { rank, places, heads })) as StaticAttention
}
