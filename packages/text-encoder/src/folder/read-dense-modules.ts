import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { loadWeights, readJson } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'
import {
  denseActivations,
  denseParameters,
  type DenseActivation,
  type DenseLayer,
  type HeadLayer,
} from '../dense-layer.ts'
import type { DenseModules } from '../dense-modules.ts'
import type { EncoderModule } from './encoder-modules.ts'

type Json = Readonly<Record<string, unknown>>

/** Modules that may follow the pooling; Dropout has no effect when an encoder serves. */
export const headModules = ['Dense', 'LayerNorm', 'Normalize', 'Dropout']

/**
 * Reads the modules of sentence-transformers that follow the pooling: Dense, LayerNorm, Normalize, Dropout.
 *
 * @param modules In their order; their paths are whole.
 * @param width Length of what the first one gets.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for an activation or an input that this
 *   version cannot compute.
 */
export async function readDenseModules(modules: readonly EncoderModule[], width: number): Promise<DenseModules> {
  const layers: HeadLayer[] = []
  const weights: Record<string, Tensor> = {}
  for (const { kind, path: folder } of modules) {
    if (kind === 'Dropout') continue
    const config: Json = await readJson(join(folder, 'config.json'), kind === 'Normalize' ? {} : undefined)
    const given = layers.at(-1)?.dimensions ?? width
    for (const end of ['module_input_name', 'module_output_name'])
      if (!['sentence_embedding', null, undefined].includes(config[end] as string))
        throw new UnsupportedError(
          `textEncoder: the ${kind} module has ${end} ${JSON.stringify(config[end])}. This version computes ` +
            'modules on ' +
            'sentence_embedding only.',
          { [end]: config[end] },
        )
    const layer: HeadLayer =
      kind === 'Dense'
        ? denseOf(config, folder, given)
        : { norm: kind === 'Normalize' ? 'unit' : 'layer', dimensions: given }
    const prefix = `dense.${layers.length}.`
    layers.push(layer)
    const parameters = denseParameters(layer, given)
    if (parameters.list().length === 0) continue
    for (const [name, weight] of Object.entries(await loadWeights(folder, parameters))) weights[prefix + name] = weight
  }
  return { layers, weights }
}

function denseOf(config: Json, folder: string, given: number): DenseLayer {
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
  return {
    dimensions: dimensions as number,
    bias: config['bias'] !== false,
    activation: activation as DenseActivation,
    residual: config['use_residual'] === true,
  }
}

/**
 * The modules after the pooling, with full paths. A Normalize at the end is not among them: callers of `encode` may
 * leave it out.
 */
export function afterPooling(modules: readonly EncoderModule[], folder: string): EncoderModule[] {
  const after = modules
    .filter(({ kind }) => headModules.includes(kind))
    .map(({ kind, path }) => ({ kind, path: join(folder, path) }))
  return endsInNormalize(after)
    ? after.slice(
        0,
        after.findLastIndex(({ kind }) => kind === 'Normalize'),
      )
    : after
}

/** Whether what an encoder gives is of unit length. */
export function endsInNormalize(modules: readonly EncoderModule[]): boolean {
  return modules.findLast(({ kind }) => kind !== 'Dropout')?.kind === 'Normalize'
}
