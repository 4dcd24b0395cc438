import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { loadWeights, readJson } from '@towerkit/backbones'
import type { Weight } from '@towerkit/graph'
import { denseActivations, denseParameters, type DenseActivation, type DenseLayer } from '../dense-layer.ts'
import type { DenseModules } from '../dense-modules.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads Dense modules of sentence-transformers.
 *
 * @param folders One for each module, in their order.
 * @param width Length of what the first one gets.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for an activation that this version cannot
 *   compute.
 */
export async function readDenseModules(folders: readonly string[], width: number): Promise<DenseModules> {
  const layers: DenseLayer[] = []
  const weights: Record<string, Weight> = {}
  for (const [i, folder] of folders.entries()) {
    const config: Json = await readJson(join(folder, 'config.json'))
    const given = layers.at(-1)?.dimensions ?? width
    const dimensions = config['out_features']
    const activation = String(config['activation_function'] ?? 'torch.nn.modules.activation.Tanh')
      .split('.')
      .at(-1)!
    if (config['in_features'] !== given || !Number.isInteger(dimensions) || (dimensions as number) < 1) {
      throw new DataError(
        `textEncoder: "${folder}" maps ${JSON.stringify(config['in_features'])} to ${JSON.stringify(dimensions)} ` +
          `features, but gets ${given}. Give the unchanged config.json.`,
        { folder },
      )
    }
    if (!denseActivations.includes(activation))
      throw new UnsupportedError(
        `textEncoder: the Dense module has the activation ${activation}. This version computes ` +
          `${denseActivations.join(', ')}.`,
        { activation },
      )
    const layer: DenseLayer = {
      dimensions: dimensions as number,
      bias: config['bias'] !== false,
      activation: activation as DenseActivation,
      residual: config['use_residual'] === true,
    }
    layers.push(layer)
    for (const [name, weight] of Object.entries(await loadWeights(folder, denseParameters(layer, given))))
      weights[`dense.${i}.${name}`] = weight
  }
  return { layers, weights }
}
