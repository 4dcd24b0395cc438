import { ArgumentError, seededRandom, requireKnownOptions } from '@towerkit/core'
import { describeExamples } from './data-digest.ts'
import type { Example } from './example.ts'
import type { Sampler } from './sampler.ts'
import { requireExamples, shuffle, type SamplerOptions } from './shuffled-sampler.ts'

/** Options of `lengthBucketedSampler`. */
export interface LengthBucketedSamplerOptions extends SamplerOptions {
  /** Length of an example, in any unit that grows with its cost. */
  readonly length: (example: Example) => number
  /** Batches that are sorted together: more gives less padding and less randomness. Default 50. */
  readonly bucketBatches?: number
}

/**
 * Batches of examples of similar length, so that little is padded: in each pass the shuffled examples are cut into
 * buckets of `bucketBatches` batches, each bucket is sorted by length and cut into batches, and the batches are
 * shuffled.
 *
 * @throws {DataError} if there are no examples.
 * @throws {ArgumentError} if `batchSize` or `bucketBatches` is not a whole number of at least 1.
 */
export function lengthBucketedSampler(examples: readonly Example[], options: LengthBucketedSamplerOptions): Sampler {
  const {
    batchSize,
    length,
    bucketBatches = 50,
    seed = 0,
  } = requireKnownOptions<LengthBucketedSamplerOptions>('lengthBucketedSampler', options, {
    length: true,
    bucketBatches: true,
    batchSize: true,
    seed: true,
  })
  requireExamples(examples, batchSize)
  if (!Number.isInteger(bucketBatches) || bucketBatches < 1)
    throw new ArgumentError(
      `lengthBucketedSampler: bucketBatches is ${bucketBatches}. Give a whole number of at least 1.`,
      { bucketBatches },
    )
  const lengths = examples.map(length)
  const size = Math.min(batchSize, examples.length)
  const random = seededRandom(seed)
  const makePass = () => {
    // What fills no batch goes before the sorting: after it, it would always be the longest.
    const order = shuffle(examples.length, random).subarray(0, examples.length - (examples.length % size))
    const batches: Uint32Array[] = []
    for (let start = 0; start < order.length; start += size * bucketBatches) {
      const bucket = order.slice(start, start + size * bucketBatches).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
      for (let at = 0; at < bucket.length; at += size) batches.push(bucket.subarray(at, at + size))
    }
    return Array.from(shuffle(batches.length, random), index => batches[index]!)
  }
  const start = random.state()
  let pass = start
  let batches = makePass()
  let position = 0
  return {
    async next() {
      if (position === batches.length) {
        pass = random.state()
        batches = makePass()
        position = 0
      }
      const batch = Array.from(batches[position++]!, index => examples[index]!)
      return { examples: batch, state: { pass, position } }
    },
    async restore(state = { pass: start, position: 0 }) {
      pass = Number(state['pass'])
      position = Number(state['position'])
      random.restore(pass)
      batches = makePass()
    },
    describe: async () => describeExamples(examples),
  }
}
