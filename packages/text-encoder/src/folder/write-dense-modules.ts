import { join } from 'node:path'
import { writeSafetensors } from '@towerkit/runtime'
import type { DenseModules } from '../dense-modules.ts'
import { writeJson } from './write-json.ts'

/**
 * Writes Dense modules of sentence-transformers, one into each folder, which is there. @param width Length of what the
 * first one gets.
 */
export async function writeDenseModules(
  folders: readonly string[],
  { layers, weights }: DenseModules,
  width: number,
): Promise<void> {
  let given = width
  for (const [i, { dimensions, bias, activation, residual = false }] of layers.entries()) {
    const folder = folders[i]!
    const prefix = `dense.${i}.`
    const own = Object.entries(weights)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, weight]) => [name.slice(prefix.length), weight] as const)
    await writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(own), { metadata: { format: 'pt' } })
    const kind = activation === 'Identity' ? 'linear' : 'activation'
    await writeJson(join(folder, 'config.json'), {
      in_features: given,
      out_features: dimensions,
      bias,
      activation_function: `torch.nn.modules.${kind}.${activation}`,
      ...(residual && { use_residual: true }),
    })
    given = dimensions
  }
}
