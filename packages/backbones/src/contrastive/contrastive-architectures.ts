import { DataError, requireKnownOptions } from '@towerkit/core'
import { createParameters, Graph, type Parameters } from '@towerkit/graph'
import type { Backbone } from '../backbone.ts'
import { unsupported } from '../config-fields.ts'
import type { ImageBackboneOptions } from '../image/image-architectures.ts'
import type { ImageSize } from '../image/image-backbone.ts'
import { requireShallow } from '../require-shallow.ts'
import { clapBackbone } from './clap.ts'
import { clipBackbone } from './clip.ts'
import type { ContrastiveBackbone, SpaceTower } from './contrastive-backbone.ts'
import { siglipBackbone } from './siglip.ts'

/** Architectures of two towers in one space, by `model_type` of config.json. */
export const contrastiveArchitectures: Readonly<
  Record<string, (config: object, size?: ImageSize) => ContrastiveBackbone>
> = {
  clip: clipBackbone,
  siglip: siglipBackbone,
  clap: clapBackbone,
}

/**
 * The model of two towers that a config.json describes: CLIP, SigLIP or CLAP.
 *
 * @param config The parsed config.json, as transformers 4 or 5 writes it.
 * @throws {UnsupportedError} for an architecture or a setting that this version cannot compute; it names the field.
 * @throws {DataError} for a field that is missing or out of range.
 *
 * @example
 * const { text, image, scale } = contrastiveBackbone(config)
 * const texts = l2Normalize(text.embed(parameters, { input_ids, attention_mask }))
 * const pictures = l2Normalize(image!.embed(parameters, { pixel_values }))
 * const logits = mul(matmul(texts, transpose(pictures)), scale(parameters))
 */
export function contrastiveBackbone(config: object, options: ImageBackboneOptions = {}): ContrastiveBackbone {
  const { size } = requireKnownOptions('contrastiveBackbone', options, { size: true })
  requireShallow(config, 'backbone')
  const type: unknown = Reflect.get(Object(config) as object, 'model_type')
  if (typeof type !== 'string')
    throw new DataError(
      `backbone: model_type of config.json is ${JSON.stringify(type)}. Give the config.json of a model of two towers.`,
      { field: 'model_type' },
    )
  if (!Object.hasOwn(contrastiveArchitectures, type))
    throw unsupported('model_type', type, Object.keys(contrastiveArchitectures))
  return contrastiveArchitectures[type]!(config, size)
}

/**
 * All parameters of a model of two towers, in a graph of their own: for `initialize`, or to know what its file must
 * hold.
 *
 * @example
 * const weights = initialize(contrastiveParameters(backbone), { seed: 1 })
 */
export function contrastiveParameters(backbone: ContrastiveBackbone): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const run = ({ backbone: { inputs }, embed }: SpaceTower<Backbone>) =>
    embed(
      parameters,
      Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
      ),
    )
  run(backbone.text)
  if (backbone.image) run(backbone.image)
  if (backbone.sound) run(backbone.sound)
  backbone.scale(parameters)
  backbone.scale(parameters, 'sound')
  backbone.bias?.(parameters)
  return parameters
}
