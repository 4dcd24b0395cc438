import { ArgumentError, seededRandom } from '@towerkit/core'
import type { SampledBatch, Sampler, SamplerState } from './sampler.ts'

/** A sampler with its share of the draws. */
export interface WeightedSource {
  readonly name: string
  readonly sampler: Sampler
  /** Share of the batches, relative to the other sources. */
  readonly weight: number
}

/** A batch of one of several sources. */
export interface DrawnBatch extends SampledBatch {
  readonly source: string
}

/** Batches of sources that are drawn at random by weight. */
export interface WeightedDraws {
  /** @param source Takes the batch from this one. Default: one that is drawn. */
  next(source?: string): Promise<DrawnBatch>
  restore(state?: SamplerState): Promise<void>
  describe(): Promise<unknown>
  readonly readsModel: boolean
}

/**
 * Draws sources at random by weight. The position holds that of each source.
 *
 * @param caller The start of messages.
 * @throws {ArgumentError} for no sources, a name used twice, or weights that are not positive.
 */
export function weightedDraws(
  caller: string,
  sources: readonly WeightedSource[],
  { seed }: { readonly seed: number },
): WeightedDraws {
  const weights = sources.map(({ weight }) => weight)
  if (sources.length === 0 || weights.some(weight => !(weight > 0 && Number.isFinite(weight))))
    throw new ArgumentError(
      `${caller}: the weights are [${weights.join(', ')}]. Give at least one source, each with a positive weight.`,
      { weights },
    )
  const names = sources.map(({ name }) => name)
  if (new Set(names).size !== names.length)
    throw new ArgumentError(`${caller}: the sources ${names.join(', ')} share a name. Give each its own.`, { names })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const random = seededRandom(seed)
  const start = random.state()
  const positions = new Map<string, SamplerState>()

  const draw = () => {
    let rest = random() * total
    // Rounding may leave a rest behind the last weight.
    return sources.find(({ weight }) => (rest -= weight) < 0) ?? sources.at(-1)!
  }
  return {
    async next(name) {
      const source = name === undefined ? draw() : sources.find(each => each.name === name)!
      const { examples, state } = await source.sampler.next()
      positions.set(source.name, state)
      return {
        source: source.name,
        examples,
        state: {
          random: random.state(),
          sources: Object.fromEntries(names.map(each => [each, positions.get(each) ?? null])),
        },
      }
    },
    async restore(state = { random: start, sources: Object.fromEntries(names.map(name => [name, null])) }) {
      const states = state['sources'] as Readonly<Record<string, SamplerState | null>>
      const missing = names.filter(name => !Object.hasOwn(states, name))
      if (missing.length > 0)
        throw new ArgumentError(
          `${caller}: the stored position has the sources ${Object.keys(states).join(', ')}; ${missing.join(', ')} ` +
            'is missing. Restore it with the sources it was stored with.',
          { missing },
        )
      random.restore(Number(state['random']))
      positions.clear()
      for (const { name, sampler } of sources) {
        const position = states[name] ?? undefined
        if (position) positions.set(name, position)
        await sampler.restore(position)
      }
    },
    describe: async () =>
      Object.fromEntries(
        await Promise.all(
          sources.map(
            async ({ name, weight, sampler }) => [name, { weight, data: await sampler.describe?.() }] as const,
          ),
        ),
      ),
    readsModel: sources.some(({ sampler }) => sampler.readsModel),
  }
}
