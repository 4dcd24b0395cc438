import { join } from 'node:path'
import { readSafetensors } from '@towerkit/runtime'
import { attentionNames, requireAttentionOver, type StaticAttention } from '../static/static-attention.ts'

/**
 * Reads the attention of a static encoder.
 *
 * @param width Length of the vectors that it weighs.
 * @throws {DataError} if the file is missing or malformed.
 */
export async function readStaticAttention(folder: string, width: number): Promise<StaticAttention> {
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'), {
    widen: true,
    only: name => (attentionNames as readonly string[]).includes(name),
  })
  const attention = tensors as unknown as StaticAttention
  requireAttentionOver(width, attention, folder)
  return attention
}
