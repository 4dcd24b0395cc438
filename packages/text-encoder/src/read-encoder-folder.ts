import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { loadTextModel, loadWeights, readJson } from '@towerkit/backbones'
import type { Weight } from '@towerkit/graph'
import { denseActivations, denseParameters, type DenseActivation, type DenseLayer } from './dense-layer.ts'
import { encoderModules, promptSettings, type EncoderModule } from './encoder-modules.ts'
import { poolingSettings } from './pooling-settings.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads a sentence-transformers folder, or a plain Hugging Face one, whose states are then pooled by their mean.
 *
 * @param modules Default: those of modules.json.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for what this version cannot run.
 */
export async function readEncoderFolder(folder: string, modules?: readonly EncoderModule[]): Promise<TextEncoderParts> {
  const known = modules ?? await encoderModules(folder)
  requireRunnable(known)
  const pathOf = (kind: string) => known.filter(module => module.kind === kind).map(({ path }) => join(folder, path))
  const inner = pathOf('Transformer')[0] ?? folder
  const { backbone, config, weights, tokenizer, maxLength, settings } = await loadTextModel(inner)
  const { pooling, includePrompt } = poolingSettings(pathOf('Pooling')[0] === undefined ? {} : await readJson(join(pathOf('Pooling')[0]!, 'config.json')))
  const dense = await readDense(pathOf('Dense'), backbone.width * pooling.length)
  const { whole, ...prompts } = await promptSettings(folder)
  return {
    network: { config, pooling, dense: dense.layers, includePrompt },
    tokenizer,
    weights: { ...weights, ...dense.weights },
    maxLength,
    normalize: pathOf('Normalize').length > 0,
    ...prompts,
    settings: { ...settings, whole },
  }
}

function requireRunnable(modules: readonly EncoderModule[]): void {
  const kinds = modules.map(({ kind }) => kind).join(', ')
  if (/StaticEmbedding|Router|Asym/.test(kinds)) {
    throw new UnsupportedError(`textEncoder: the folder has ${kinds}, which is another kind of encoder. Open it with openEncoder.`, { modules: kinds })
  }
  if (modules.length > 0 && !/^Transformer(, Pooling(, Dense)*(, Normalize)?)?$/.test(kinds)) {
    throw new UnsupportedError(`textEncoder: modules.json has ${kinds}. This version runs Transformer, Pooling, any number of Dense, and Normalize, in this order.`, { modules: kinds })
  }
}

async function readDense(folders: readonly string[], width: number): Promise<{ readonly layers: readonly DenseLayer[]; readonly weights: Record<string, Weight> }> {
  const layers: DenseLayer[] = []
  const weights: Record<string, Weight> = {}
  for (const [i, folder] of folders.entries()) {
    const config: Json = await readJson(join(folder, 'config.json'))
    const [given, dimensions, activation] = [layers.at(-1)?.dimensions ?? width, config['out_features'], String(config['activation_function'] ?? 'torch.nn.modules.activation.Tanh').split('.').at(-1)!]
    if (config['in_features'] !== given || !Number.isInteger(dimensions) || (dimensions as number) < 1) {
      throw new DataError(`textEncoder: "${folder}" maps ${JSON.stringify(config['in_features'])} to ${JSON.stringify(dimensions)} features, but gets ${given}. Give the unchanged config.json.`, { folder })
    }
    if (!denseActivations.includes(activation)) throw new UnsupportedError(`textEncoder: the Dense module has the activation ${activation}. This version computes ${denseActivations.join(', ')}.`, { activation })
    const layer: DenseLayer = { dimensions: dimensions as number, bias: config['bias'] !== false, activation: activation as DenseActivation, residual: config['use_residual'] === true }
    layers.push(layer)
    for (const [name, weight] of Object.entries(await loadWeights(folder, denseParameters(layer, given)))) weights[`dense.${i}.${name}`] = weight
  }
  return { layers, weights }
}
