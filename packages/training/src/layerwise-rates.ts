import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { RateRule } from './weights.ts'

/** Options of `layerwiseRates`. */
export interface LayerwiseRatesOptions {
  /** Number of layers of the tower. */
  readonly layers: number
  /** Factor from a layer to the one below it, in (0, 1]. Default 0.9. */
  readonly decay?: number
}

/**
 * Learning rates that fall towards the input: decay^(layers − 1 − i) for layer i, counted from 0, decay^layers for the
 * embeddings below all layers, 1 for what is above them.
 *
 * Layers are recognised by their names in Hugging Face's files: `layer.3.`, `layers.3.`, `h.3.` or `block.3.`;
 * embeddings by `embed`.
 *
 * @throws {ArgumentError} if a setting is out of its range.
 *
 * @example
 * train({ ..., learningRates: layerwiseRates({ layers: 6, decay: 0.8 }) })
 *
 * @see Howard and Ruder, Universal language model fine-tuning for text classification, arXiv 1801.06146, section 3.2
 *   (discriminative fine-tuning).
 */
export function layerwiseRates(options: LayerwiseRatesOptions): RateRule[] {
  const { layers, decay = 0.9 } = requireKnownOptions<LayerwiseRatesOptions>('layerwiseRates', options, {
    layers: true,
    decay: true,
  })
  if (!Number.isInteger(layers) || layers < 1 || !(decay > 0 && decay <= 1))
    throw new ArgumentError(
      `layerwiseRates: layers ${layers}, decay ${decay}. Layers are a whole number from 1, decay lies in (0, 1].`,
      { layers, decay },
    )
  return [
    { weights: /\bembed/, factor: decay ** layers },
    ...Array.from({ length: layers }, (_, i) => ({
      weights: new RegExp(`\\b(layers?|h|blocks?)\\.${i}\\.`),
      factor: decay ** (layers - 1 - i),
    })),
  ]
}
