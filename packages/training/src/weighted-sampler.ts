import { ArgumentError, seededRandom } from '@towerkit/core'
import type { Sampler, SamplerState } from './sampler.ts'

/** One of the datasets of a `weightedSampler`. */
export interface WeightedSource {
  readonly name: string
  readonly sampler: Sampler
  /** Share of the batches, relative to the other sources. */
  readonly weight: number
}

/**
 * Batches of one dataset each, the dataset drawn at random by weight: in-batch negatives then come from one dataset.
 *
 * @throws {ArgumentError} for no sources, a name used twice, or weights that are not positive.
 *
 * @see SAIL-Embedding's stochastic specialisation, arXiv 2510.12709.
 */
export function weightedSampler(
  sources: readonly WeightedSource[],
  { seed = 0 }: { readonly seed?: number } = {},
): Sampler {
  if (sources.length === 0 || sources.some(({ weight }) => !(weight > 0 && Number.isFinite(weight)))) {
    throw new ArgumentError(
      `weightedSampler: weights [${sources.map(({ weight }) => weight)}]. Give at least one source, each with a ` +
        'positive weight.',
    )
  }
  if (new Set(sources.map(({ name }) => name)).size !== sources.length)
    throw new ArgumentError(`weightedSampler: sources ${sources.map(({ name }) => name).join(', ')} share a name.`)
  const total = sources.reduce((sum, { weight }) => sum + weight, 0)
  const random = seededRandom(seed)
  return {
    async next() {
      let draw = random() * total
      const source = sources.find(({ weight }) => (draw -= weight) < 0) ?? sources.at(-1)!
      return source.sampler.next()
    },
    state: () => ({
      random: random.state(),
      sources: Object.fromEntries(sources.map(({ name, sampler }) => [name, sampler.state()])),
    }),
    async restore(state) {
      const states = state['sources'] as Record<string, SamplerState>
      const missing = sources.filter(({ name }) => !Object.hasOwn(states, name)).map(({ name }) => name)
      if (missing.length > 0)
        throw new ArgumentError(
          `weightedSampler: the stored position has the sources ${Object.keys(states).join(', ')}; ` +
            `${missing.join(', ')} is missing. Restore it with the sources it was stored with.`,
          { missing },
        )
      random.restore(Number(state['random']))
      for (const { name, sampler } of sources) await sampler.restore(states[name]!)
    },
  }
}
