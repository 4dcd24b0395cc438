import { join } from 'node:path'
import { UnsupportedError } from '@towerkit/core'
import { loadTextModel, readJson, type LoadTextModelOptions } from '@towerkit/backbones'
import { chosenPooling, warnOfGuess, withChosenPrompts, type FolderChoices } from './folder-choices.ts'
import { encoderModules, promptSettings, type EncoderModule } from './encoder-modules.ts'
import { poolingSettings } from './pooling-settings.ts'
import { readAveraging } from './layer-averaging.ts'
import { afterPooling, endsInNormalize, headModules, readDenseModules } from './read-dense-modules.ts'
import type { TextEncoderParts } from '../text-encoder-parts.ts'

/** What the caller says of a folder, and how its base is fetched. */
type ReadChoices = FolderChoices & Pick<LoadTextModelOptions, 'download'>

/**
 * Reads a sentence-transformers folder, or a plain Hugging Face one, which does not say how states are pooled.
 *
 * @param choices Go before what the files say.
 * @param modules Default: those of modules.json.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for what this version cannot run.
 */
export async function readEncoderFolder(
  folder: string,
  choices: ReadChoices = {},
  modules?: readonly EncoderModule[],
): Promise<TextEncoderParts> {
  const chosen = chosenPooling(choices)
  const known = modules ?? (await encoderModules(folder))
  requireRunnable(known)
  const pathOf = (kind: string) => known.filter(module => module.kind === kind).map(({ path }) => join(folder, path))
  const inner = pathOf('Transformer')[0] ?? folder
  const model = await loadTextModel(inner, {
    ignoreCode: choices.ignoreCode ?? false,
    ...(choices.base !== undefined && { base: choices.base }),
    ...(choices.download && { download: choices.download }),
  })
  const { backbone, config, weights, tokenizer, settings } = model
  const saved = poolingSettings(
    pathOf('Pooling')[0] === undefined ? {} : await readJson(join(pathOf('Pooling')[0]!, 'config.json')),
  )
  const pooling = chosen ?? saved.pooling
  const { normalize = endsInNormalize(known), maxLength = model.maxLength } = choices
  if (!chosen && pathOf('Pooling').length === 0) warnOfGuess(folder, { normalize, maxLength }, choices)
  const dense = await readDenseModules(afterPooling(known, folder), backbone.width * pooling.length)
  const averaging = await readAveraging(pathOf('WeightedLayerPooling')[0], { backbone, config })
  const { whole, prompts, ...others } = await promptSettings(folder)
  return {
    network: {
      config,
      ...(averaging && { averagedFrom: averaging.first }),
      pooling,
      dense: dense.layers,
      includePrompt: saved.includePrompt,
    },
    tokenizer,
    weights: { ...weights, ...averaging?.weights, ...dense.weights },
    maxLength,
    normalize,
    prompts: withChosenPrompts(prompts, choices),
    ...others,
    settings: { ...settings, whole },
    ...(model.adapts === undefined && { source: folder }),
  }
}

const allowed = new RegExp(`^Transformer(, WeightedLayerPooling)?(, Pooling(, (${headModules.join('|')}))*)?$`)

/** @throws {UnsupportedError} for modules of other kinds, or in another order. */
export function requireRunnable(modules: readonly EncoderModule[]): void {
  const kinds = modules.map(({ kind }) => kind).join(', ')
  if (/StaticEmbedding|Router|Asym/.test(kinds)) {
    throw new UnsupportedError(
      `textEncoder: the folder has ${kinds}, which is another kind of encoder. Open it with openEncoder.`,
      { modules: kinds },
    )
  }
  if (modules.length > 0 && !allowed.test(kinds)) {
    throw new UnsupportedError(
      `textEncoder: modules.json has ${kinds}. This version runs Transformer, WeightedLayerPooling, Pooling, and any ` +
        `number of ${headModules.join(', ')}, in this order.`,
      { modules: kinds },
    )
  }
}
