import { requireKnownOptions } from '@towerkit/core'
import type { Sampler } from './sampler.ts'
import { weightedDraws, type WeightedSource } from './weighted-draws.ts'

export type { WeightedSource }

/**
 * Batches of one dataset each, the dataset drawn at random by weight: in-batch negatives then come from one dataset.
 * Sources may be streams that fit no memory (`streamSampler`).
 *
 * @throws {ArgumentError} for no sources, a name used twice, or weights that are not positive.
 *
 * @see SAIL-Embedding's stochastic specialisation, arXiv 2510.12709.
 */
export function weightedSampler(sources: readonly WeightedSource[], options: { readonly seed?: number } = {}): Sampler {
  const { seed = 0 } = requireKnownOptions<{ readonly seed?: number }>('weightedSampler', options, { seed: true })
  const draws = weightedDraws('weightedSampler', sources, { seed })
  return {
    async next() {
      const { examples, state } = await draws.next()
      return { examples, state }
    },
    restore: draws.restore,
    describe: draws.describe,
    readsModel: draws.readsModel,
  }
}
