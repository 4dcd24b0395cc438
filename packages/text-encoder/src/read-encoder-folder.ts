import { join } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { loadTextModel, loadWeights, readJson } from '@towerkit/backbones'
import type { Weight } from '@towerkit/graph'
import { denseActivations, denseParameters, type DenseActivation, type DenseLayer } from './dense-layer.ts'
import { poolingSettings } from './pooling-settings.ts'
import type { TextEncoderParts } from './text-encoder-parts.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads a sentence-transformers folder, or a plain Hugging Face one, whose states are then pooled by their mean.
 *
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for what this version cannot run.
 */
export async function readEncoderFolder(folder: string): Promise<TextEncoderParts> {
  const modules = modulesOf(await readJson(join(folder, 'modules.json'), []))
  const pathOf = (kind: string) => modules.filter(module => module.kind === kind).map(({ path }) => join(folder, path))
  const inner = pathOf('Transformer')[0] ?? folder
  const { backbone, config, weights, tokenizer, maxLength, settings } = await loadTextModel(inner)
  const { pooling, includePrompt } = poolingSettings(pathOf('Pooling')[0] === undefined ? {} : await readJson(join(pathOf('Pooling')[0]!, 'config.json')))
  const dense = await readDense(pathOf('Dense'), backbone.width * pooling.length)

  const whole = await readJson(join(folder, 'config_sentence_transformers.json'), {})
  const prompts = promptsOf(whole['prompts'])
  const defaultPrompt = whole['default_prompt_name'] ?? undefined
  if (defaultPrompt !== undefined && (typeof defaultPrompt !== 'string' || !Object.hasOwn(prompts, defaultPrompt))) {
    throw new DataError(`textEncoder: default_prompt_name is ${JSON.stringify(defaultPrompt)}, and prompts has no such name. Correct config_sentence_transformers.json.`, { defaultPrompt })
  }
  return {
    network: { config, pooling, dense: dense.layers, includePrompt },
    tokenizer,
    weights: { ...weights, ...dense.weights },
    maxLength,
    normalize: pathOf('Normalize').length > 0,
    prompts,
    ...(defaultPrompt !== undefined && { defaultPrompt }),
    settings: { ...settings, whole },
  }
}

function modulesOf(json: unknown): { readonly kind: string; readonly path: string }[] {
  if (!Array.isArray(json)) throw new DataError('textEncoder: modules.json is no list. Give the unchanged file.')
  const modules = (json as Json[]).map(module => {
    const { type, path } = Object(module) as Json
    if (typeof type !== 'string' || typeof path !== 'string' || /^[/\\]|\.\./.test(path)) throw new DataError(`textEncoder: modules.json has ${JSON.stringify(module)?.slice(0, 80)}. A module needs a type and a path within the folder.`)
    return { kind: type.split('.').at(-1)!, path }
  })
  const kinds = modules.map(({ kind }) => kind).join(', ')
  if (modules.length > 0 && !/^Transformer(, Pooling(, Dense)*(, Normalize)?)?$/.test(kinds)) {
    throw new UnsupportedError(`textEncoder: modules.json has ${kinds}. This version runs Transformer, Pooling, any number of Dense, and Normalize, in this order.`, { modules: kinds })
  }
  return modules
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

function promptsOf(json: unknown): Record<string, string> {
  const prompts = Object(json ?? {}) as Record<string, unknown>
  const wrong = Object.entries(prompts).find(([, prompt]) => typeof prompt !== 'string')
  if (wrong) throw new DataError(`textEncoder: the prompt "${wrong[0]}" is no text. Correct config_sentence_transformers.json.`, { prompt: wrong[0] })
  return prompts as Record<string, string>
}
