import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { loadWeights } from '@towerkit/backbones'
import { readSafetensors } from '@towerkit/runtime'
import { attentionParameters, sizesOf, type StaticAttention } from './static-attention.ts'

/**
 * Reads the attention of a static encoder.
 *
 * @param width Length of the vectors that it weighs.
 * @throws {DataError} if the file is missing or malformed.
 */
export async function readStaticAttention(folder: string, width: number): Promise<StaticAttention> {
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  const { 'attention.query.weight': query, 'attention.position': position } = tensors
  if (query?.shape.length !== 2 || position?.shape.length !== 1 || query.data.length === 0 || position.data.length === 0) {
    throw new DataError(`staticEncoder: the attention in "${folder}" has queries of [${query?.shape}] and positions of [${position?.shape}]. They must be [rank, ${width}] and [places].`, { folder, query: query?.shape, position: position?.shape })
  }
  return await loadWeights(folder, attentionParameters(width, sizesOf(tensors as unknown as StaticAttention))) as StaticAttention
}
