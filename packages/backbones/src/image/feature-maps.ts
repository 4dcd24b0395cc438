import type { Parameters, Value } from '@towerkit/graph'
import type { ImageBackbone, ImageStage } from './image-backbone.ts'

/** A stage with its output for a picture. */
export interface FeatureMap extends ImageStage {
  /** [batch, width, rows, columns], before any last normalisation. */
  readonly map: Value
}

/** The feature maps of a backbone, and its last hidden state. */
export interface FeatureMaps {
  /** One for each stage, the finest first. */
  readonly maps: readonly FeatureMap[]
  /** What `norm` takes: the tokens of a ViT [batch, tokens, width], the last map of a ConvNeXt. */
  readonly hidden: Value
}

/**
 * Runs an image backbone and keeps what each of its stages gives: what detectors and dense heads read.
 *
 * @param inputs `pixel_values` [batch, channels, height, width], of any size.
 *
 * @example
 * const { maps } = featureMaps(backbone, parameters, { pixel_values })
 * const [, stride8, stride16, stride32] = maps.map(({ map }) => map)
 */
export function featureMaps(
  backbone: ImageBackbone,
  parameters: Parameters,
  inputs: Readonly<Record<string, Value>>,
): FeatureMaps {
  const maps: FeatureMap[] = []
  let hidden = backbone.embed(parameters, inputs)
  backbone.blocks.forEach((block, i) => {
    hidden = block(parameters, hidden, {})
    const stage = backbone.stages.find(({ depth }) => depth === i + 1)
    if (stage) maps.push({ ...stage, map: backbone.map(hidden, inputs['pixel_values']!) })
  })
  return { maps, hidden }
}
