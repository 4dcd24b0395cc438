import { seededRandom, requireKnownOptions } from '@towerkit/core'
import { describeExamples } from './data-digest.ts'
import type { Example } from './example.ts'
import type { Sampler } from './sampler.ts'
import { requireExamples, shuffle, type SamplerOptions } from './shuffled-sampler.ts'

/** Options of `noDuplicatesSampler`. */
export interface NoDuplicatesSamplerOptions extends SamplerOptions {
  /** What two examples of a batch must not have in common. Default: all texts of the example, single and in lists. */
  readonly keysOf?: (example: Example) => readonly unknown[]
}

/**
 * Batches of an array in random order in which no text occurs in two examples: otherwise one example's positive is
 * another's negative. An example that does not fit into a batch waits for one of the next; what fits into no full batch
 * at the end of a pass is left out of that pass. Examples that could never fill a batch together make smaller ones.
 *
 * @throws {DataError} if there are no examples.
 * @throws {ArgumentError} if the batch size is not a whole number of at least 1.
 *
 * @example
 * const data = noDuplicatesSampler(pairs, { batchSize: 64, seed: 1 })
 */
export function noDuplicatesSampler(examples: readonly Example[], options: NoDuplicatesSamplerOptions): Sampler {
  const {
    batchSize,
    seed = 0,
    keysOf = textsOf,
  } = requireKnownOptions<NoDuplicatesSamplerOptions>('noDuplicatesSampler', options, {
    keysOf: true,
    batchSize: true,
    seed: true,
  })
  requireExamples(examples, batchSize)
  const keys = examples.map(example => [...new Set(keysOf(example))])
  const random = seededRandom(seed)
  const start = random.state()
  let pass = start
  let batches = 0
  let waiting: number[] = []

  const startPass = () => {
    pass = random.state()
    batches = 0
    waiting = Array.from(shuffle(examples.length, random))
  }
  /** Takes the next batch out of those that wait: the first ones that have nothing in common. */
  const take = () => {
    const seen = new Set<unknown>()
    const batch: number[] = []
    const left: number[] = []
    for (const [at, index] of waiting.entries()) {
      if (batch.length === batchSize) {
        left.push(...waiting.slice(at))
        break
      }
      if (keys[index]!.some(key => seen.has(key))) left.push(index)
      else {
        batch.push(index)
        for (const key of keys[index]!) seen.add(key)
      }
    }
    waiting = left
    return batch
  }
  const next = () => {
    const batch = take()
    // The first batch of a pass is given whatever its size, or a small array would have none.
    if (batch.length === batchSize || batches === 0) {
      batches++
      return batch
    }
    startPass()
    batches = 1
    return take()
  }
  startPass()

  return {
    async next() {
      const batch = next().map(index => examples[index]!)
      return { examples: batch, state: { pass, batches } }
    },
    async restore(state = { pass: start, batches: 0 }) {
      random.restore(Number(state['pass']))
      startPass()
      // The order of a pass decides its batches.
      while (batches < Number(state['batches'])) next()
    },
    describe: async () => describeExamples(examples),
  }
}

function textsOf(example: Example): string[] {
  return Object.values(example)
    .flat()
    .filter(value => typeof value === 'string')
}
