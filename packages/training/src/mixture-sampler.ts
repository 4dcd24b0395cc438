import { ArgumentError, seededRandom } from '@towerkit/core'
import type { Sampler, SamplerState } from './sampler.ts'
import { requireExamples, shuffledSampler, type SamplerOptions } from './shuffled-sampler.ts'
import type { Example } from './towers.ts'

/** One of the datasets of a `mixtureSampler`. */
export interface MixtureSource {
  readonly name: string
  readonly examples: readonly Example[]
  /** Share of the examples, relative to the other sources. Default: its number of examples. */
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
 * Batches that mix several datasets: each place of a batch draws a dataset by weight, and takes the next example of its
 * shuffled order. For batches of one dataset each see `weightedSampler`.
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
export function mixtureSampler(
  sources: readonly MixtureSource[],
  { batchSize, seed = 0, temperature = 1 }: MixtureSamplerOptions,
): Sampler {
  if (sources.length === 0) throw new ArgumentError('mixtureSampler: there are no sources. Give at least one.')
  if (!(temperature > 0))
    throw new ArgumentError(`mixtureSampler: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  const names = sources.map(({ name }) => name)
  if (new Set(names).size !== names.length)
    throw new ArgumentError(`mixtureSampler: sources ${names.join(', ')} share a name. Give each its own.`, { names })
  for (const { examples } of sources) requireExamples(examples, batchSize)
  const shares = sources.map(({ examples, weight = examples.length }) => weight ** (1 / temperature))
  if (!shares.every(share => share > 0 && Number.isFinite(share)))
    throw new ArgumentError(
      `mixtureSampler: weights ${sources.map(({ weight }) => weight).join(', ')}. Give positive numbers.`,
    )
  const total = shares.reduce((sum, share) => sum + share, 0)
  const random = seededRandom(seed)
  const streams = sources.map(({ examples }, i) => shuffledSampler(examples, { batchSize: 1, seed: seed + i + 1 }))

  const draw = () => {
    let at = random() * total
    const index = shares.findIndex(share => (at -= share) < 0)
    // Rounding may leave a rest behind the last share.
    return streams[index < 0 ? streams.length - 1 : index]!
  }
  return {
    async next() {
      const batch: Example[] = []
      while (batch.length < batchSize) batch.push(...(await draw().next()))
      return batch
    },
    state: () => ({
      random: random.state(),
      sources: Object.fromEntries(names.map((name, i) => [name, streams[i]!.state()])),
    }),
    async restore(state) {
      const states = state['sources'] as Record<string, SamplerState>
      const missing = names.filter(name => !Object.hasOwn(states, name))
      if (missing.length > 0)
        throw new ArgumentError(
          `mixtureSampler: the stored position lacks the sources ${missing.join(', ')}. Restore it with the ` +
            'sources it was stored with.',
          { missing },
        )
      random.restore(Number(state['random']))
      for (const [i, name] of names.entries()) await streams[i]!.restore(states[name]!)
    },
  }
}
