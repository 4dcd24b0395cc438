import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { Example } from './example.ts'
import type { Sampler, SamplerState } from './sampler.ts'
import { requireExamples, shuffledSampler, type SamplerOptions } from './shuffled-sampler.ts'
import { streamSampler } from './stream-sampler.ts'
import { weightedDraws } from './weighted-draws.ts'

/** One of the datasets of a `mixtureSampler`. */
export interface MixtureSource {
  readonly name: string
  /** An array, which is shuffled, or a source that fits no memory, which is read in its own order. */
  readonly examples: readonly Example[] | Iterable<Example> | AsyncIterable<Example>
  /** Share of the examples, relative to the other sources. Default: the number of examples of an array. */
  readonly weight?: number
}

/** Options of `mixtureSampler`. */
export interface MixtureSamplerOptions extends SamplerOptions {
  /**
   * Takes the weights to the power 1/temperature: above 1 small datasets come more often than their share, Infinity
   * makes all equal. Default 1.
   */
  readonly temperature?: number
}

/**
 * Batches that mix several datasets: each example of a batch is the next one of a dataset drawn by weight. For batches
 * of one dataset each see `weightedSampler`.
 *
 *   p(dataset i) = wᵢ^(1/T) / Σⱼ wⱼ^(1/T)
 *
 * @throws {DataError} if a source has no examples.
 * @throws {ArgumentError} for no sources, a name used twice, weights that are not positive, or a temperature that is
 *   not.
 *
 * @example
 * const data = mixtureSampler(
 *   [
 *     { name: 'titles', examples: titles },
 *     { name: 'clicks', examples: clicks },
 *   ],
 *   { batchSize: 64, temperature: 2 },
 * )
 *
 * @see Raffel et al., T5, arXiv 1910.10683, section 3.5.2 (temperature-scaled mixing).
 */
export function mixtureSampler(sources: readonly MixtureSource[], options: MixtureSamplerOptions): Sampler {
  const {
    batchSize,
    seed = 0,
    temperature = 1,
  } = requireKnownOptions<MixtureSamplerOptions>('mixtureSampler', options, {
    temperature: true,
    batchSize: true,
    seed: true,
  })
  if (!(temperature > 0))
    throw new ArgumentError(`mixtureSampler: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  for (const { name, examples, weight } of sources) {
    if (Array.isArray(examples)) requireExamples(examples, batchSize)
    else if (weight === undefined)
      throw new ArgumentError(
        `mixtureSampler: the source "${name}" is read as a stream and has no weight. Give it one: its length is not ` +
          'known.',
        { name },
      )
  }
  const draws = weightedDraws(
    'mixtureSampler',
    sources.map(({ name, examples, weight }, i) => ({
      name,
      weight: (weight ?? (examples as readonly Example[]).length) ** (1 / temperature),
      sampler: Array.isArray(examples)
        ? shuffledSampler(examples, { batchSize: 1, seed: seed + i + 1 })
        : streamSampler(examples as Iterable<Example>, { batchSize: 1 }),
    })),
    { seed },
  )
  return {
    async next() {
      const batch: Example[] = []
      let state: SamplerState = {}
      while (batch.length < batchSize) {
        const drawn = await draws.next()
        batch.push(...drawn.examples)
        state = drawn.state
      }
      return { examples: batch, state }
    },
    restore: draws.restore,
    describe: draws.describe,
  }
}
