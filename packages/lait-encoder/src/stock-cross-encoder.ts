import { join } from 'node:path'
import { UnsupportedError } from '@towerkit/core'
import { readJson, type LoadedTextModel } from '@towerkit/backbones'
import type { LaitChoices } from './lait-choices.ts'
import type { LaitActivation, LaitHead } from './lait-parts.ts'

type Json = Readonly<Record<string, unknown>>

/** Whether config.json describes a whole judging model of transformers, whose head must be read. */
export function isStockCrossEncoder(config: object): boolean {
  return [Reflect.get(config, 'architectures')].flat().some(name => /ForSequenceClassification$/.test(String(name)))
}

/** What a stock cross-encoder is opened with: its own labels, and tokens that count on over the texts of a pair. */
export function stockChoices(
  { config, settings }: Pick<LoadedTextModel, 'config' | 'settings'>,
  { parallelLayers = 0 }: LaitChoices,
): LaitChoices {
  const labels: unknown = Reflect.get(config, 'id2label')
  const found = Reflect.get(config, 'num_labels') ?? (labels ? Object.keys(Object(labels)).length : 2)
  const head: LaitHead = found === 1 ? 'score' : { classes: Number(found) }
  const positions = parallelLayers === 0 ? 'running' : 'restart'
  return { head, parallelLayers, positions, tokenTypes: givesTypes(settings.tokenizerConfig) }
}

/** Transformers gives types where the tokenizer lists them, or is of a class that always does. */
function givesTypes({ model_input_names: names, tokenizer_class: kind }: Json): boolean {
  if (Array.isArray(names)) return names.includes('token_type_ids')
  return !/^(PreTrainedTokenizerFast|TokenizersBackend)$/.test(String(kind))
}

const activations: Readonly<Record<string, LaitActivation>> = {
  Identity: 'identity',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
}

/**
 * The function that a CrossEncoder of sentence-transformers puts over its logits, where the folder names one.
 *
 * @returns undefined where nothing is said: then logits stay as transformers gives them.
 * @throws {UnsupportedError} for a function that is not here.
 */
export async function savedActivation(folder: string, config: object): Promise<LaitActivation | undefined> {
  const whole: Json = await readJson(join(folder, 'config_sentence_transformers.json'), {})
  const own = Object(Reflect.get(config, 'sentence_transformers')) as Json
  const path =
    whole['activation_fn'] ??
    own['activation_fn'] ??
    Reflect.get(config, 'sbert_ce_default_activation_function') ??
    undefined
  if (path === undefined) return undefined
  const name = String(path).split('.').at(-1)!
  if (Object.hasOwn(activations, name)) return activations[name]!
  throw new UnsupportedError(
    `laitEncoder: the folder puts ${JSON.stringify(path)} over its scores. This version computes ` +
      `${Object.keys(activations).join(', ')}; give the option activation to choose one of them.`,
    { activation: path },
  )
}
