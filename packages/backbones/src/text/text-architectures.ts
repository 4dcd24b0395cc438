import { DataError } from '@towerkit/core'
import { requireShallow } from '../require-shallow.ts'
import { bertBackbone } from './bert.ts'
import { configFields, unsupported } from '../config-fields.ts'
import { distilBertBackbone } from './distil-bert.ts'
import { modernBertBackbone } from './modern-bert.ts'
import { mpnetBackbone } from './mpnet.ts'
import { qwenBackbone } from './qwen.ts'
import type { TextBackbone } from './text-backbone.ts'

type Architecture = (config: object) => TextBackbone

/** Text architectures by `model_type` of config.json. */
export const textArchitectures: Readonly<Record<string, Architecture>> = {
  bert: bertBackbone,
  roberta: bertBackbone,
  'xlm-roberta': bertBackbone,
  camembert: bertBackbone,
  mpnet: mpnetBackbone,
  distilbert: distilBertBackbone,
  modernbert: modernBertBackbone,
  qwen2: qwenBackbone,
  qwen3: qwenBackbone,
}

/**
 * The architecture that a config.json describes. Fields that do not change the result are ignored.
 *
 * @param config The parsed config.json, as transformers 4 or 5 writes it.
 * @throws {UnsupportedError} for an architecture or a setting that this version cannot compute; it names the field.
 * @throws {DataError} for a field that is missing or out of range.
 *
 * @example
 * const backbone = textBackbone(JSON.parse(await readFile('config.json', 'utf8')))
 * const weights = initialize(backboneParameters(backbone), { seed: 1 })
 */
export function textBackbone(config: object): TextBackbone {
  requireShallow(config, 'backbone')
  const fields = configFields(config)
  const type: unknown = Reflect.get(config, 'model_type')
  if (typeof type !== 'string')
    throw new DataError(
      `backbone: model_type of config.json is ${JSON.stringify(type)}. Give the config.json of a model, not of a ` +
        'module.',
      { field: 'model_type' },
    )
  if (!Object.hasOwn(textArchitectures, type)) throw unsupported('model_type', type, Object.keys(textArchitectures))
  fields.require('is_decoder', [false])
  fields.require('add_cross_attention', [false])
  return textArchitectures[type]!(config)
}
