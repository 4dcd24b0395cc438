import { join } from 'node:path'
import { writeSafetensors } from '@towerkit/runtime'
import type { DenseModules } from '../dense-modules.ts'
import { writeJson } from './write-json.ts'

/**
 * Writes the modules of sentence-transformers that follow the pooling, one into each folder, which is there. @param
 * width Length of what the first one gets.
 */
export async function writeDenseModules(
  folders: readonly string[],
  { layers, weights }: DenseModules,
  width: number,
): Promise<void> {
  let given = width
  for (const [i, layer] of layers.entries()) {
    const folder = folders[i]!
    if ('norm' in layer && layer.norm === 'unit') continue
    const prefix = `dense.${i}.`
    const own = Object.entries(weights)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, weight]) => [name.slice(prefix.length), weight] as const)
    await writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(own), { metadata: { format: 'pt' } })
    if ('norm' in layer) {
      await writeJson(join(folder, 'config.json'), { dimension: layer.dimensions })
      continue
    }
    const { dimensions, bias, activation, residual = false } = layer
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

/** The class of each layer, without its package. */
export function kindsOf(layers: DenseModules['layers']): readonly string[] {
  return layers.map(layer => ('norm' in layer ? (layer.norm === 'unit' ? 'Normalize' : 'LayerNorm') : 'Dense'))
}
