import { requireKnownOptions } from './../require-known-options.ts'
import { seededRandom } from '../seeded-random.ts'
import type { Vectors } from '../vectors.ts'

/** Vectors of numbers drawn evenly from [-1, 1), the same ones for the same seed. */
export function randomVectors(options: {
  readonly count: number
  readonly dimensions: number
  readonly seed: number
}): Vectors {
  const { count, dimensions, seed } = requireKnownOptions('randomVectors', options, {
    count: true,
    dimensions: true,
    seed: true,
  })
  const random = seededRandom(seed)
  return { data: Float32Array.from({ length: count * dimensions }, () => 2 * random() - 1), count, dimensions }
}
