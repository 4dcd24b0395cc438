import { ArgumentError, DataError, seededRandom, requireKnownOptions } from '@towerkit/core'
import { describeExamples } from './data-digest.ts'
import type { Example } from './example.ts'
import type { Sampler, SamplerState } from './sampler.ts'

/** Options of the samplers over arrays. */
export interface SamplerOptions {
  readonly batchSize: number
  /** Default 0. */
  readonly seed?: number
}

/**
 * Batches of an array in random order, another order in each pass. What is left at the end of a pass and fills no
 * batch waits for the next pass's shuffle; an array smaller than a batch is one batch.
 *
 * @throws {DataError} if there are no examples.
 * @throws {ArgumentError} if the batch size is not a whole number of at least 1.
 */
export function shuffledSampler(examples: readonly Example[], options: SamplerOptions): Sampler {
  const { batchSize, seed = 0 } = requireKnownOptions<SamplerOptions>('shuffledSampler', options, {
    batchSize: true,
    seed: true,
  })
  requireExamples(examples, batchSize)
  const random = seededRandom(seed)
  const size = Math.min(batchSize, examples.length)
  const start = random.state()
  let pass = start
  let position = 0
  let order = shuffle(examples.length, random)
  return {
    async next() {
      if (position + size > order.length) {
        pass = random.state()
        order = shuffle(examples.length, random)
        position = 0
      }
      position += size
      return {
        examples: Array.from(order.subarray(position - size, position), index => examples[index]!),
        state: { pass, position },
      }
    },
    async restore(state: SamplerState = { pass: start, position: 0 }) {
      pass = Number(state['pass'])
      position = Number(state['position'])
      random.restore(pass)
      order = shuffle(examples.length, random)
    },
    describe: async () => describeExamples(examples),
  }
}

/** The numbers 0 to length - 1 in random order (Fisher and Yates). */
export function shuffle(length: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}

/** @throws {DataError | ArgumentError} unless there are examples and a whole batch size. */
export function requireExamples(examples: readonly Example[], batchSize: number): void {
  if (examples.length === 0) throw new DataError('sampler: there are no examples. Give at least one.')
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ArgumentError(`sampler: batchSize is ${batchSize}. Give a whole number of at least 1.`, { batchSize })
}
