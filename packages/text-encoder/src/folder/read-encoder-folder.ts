import { join } from 'node:path'
import { UnsupportedError } from '@towerkit/core'
import { loadTextModel, readJson } from '@towerkit/backbones'
import { encoderModules, promptSettings, type EncoderModule } from './encoder-modules.ts'
import { poolingSettings } from './pooling-settings.ts'
import { readDenseModules } from './read-dense-modules.ts'
import type { TextEncoderParts } from '../text-encoder-parts.ts'

/**
 * Reads a sentence-transformers folder, or a plain Hugging Face one, whose states are then pooled by their mean.
 *
 * @param modules Default: those of modules.json.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for what this version cannot run.
 */
export async function readEncoderFolder(folder: string, modules?: readonly EncoderModule[]): Promise<TextEncoderParts> {
  const known = modules ?? (await encoderModules(folder))
  requireRunnable(known)
  const pathOf = (kind: string) => known.filter(module => module.kind === kind).map(({ path }) => join(folder, path))
  const inner = pathOf('Transformer')[0] ?? folder
  const { backbone, config, weights, tokenizer, maxLength, settings } = await loadTextModel(inner)
  const { pooling, includePrompt } = poolingSettings(
    pathOf('Pooling')[0] === undefined ? {} : await readJson(join(pathOf('Pooling')[0]!, 'config.json')),
  )
  const dense = await readDenseModules(pathOf('Dense'), backbone.width * pooling.length)
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
    throw new UnsupportedError(
      `textEncoder: the folder has ${kinds}, which is another kind of encoder. Open it with openEncoder.`,
      { modules: kinds },
    )
  }
  if (modules.length > 0 && !/^Transformer(, Pooling(, Dense)*(, Normalize)?)?$/.test(kinds)) {
    throw new UnsupportedError(
      `textEncoder: modules.json has ${kinds}. This version runs Transformer, Pooling, any number of Dense, and ` +
        'Normalize, in this order.',
      { modules: kinds },
    )
  }
}
