import { seededRandom } from '../seeded-random.ts'
import type { Vectors } from '../vectors.ts'

/** Vectors of numbers drawn evenly from [-1, 1), the same ones for the same seed. */
export function randomVectors({
  count,
  dimensions,
  seed,
}: {
  readonly count: number
  readonly dimensions: number
  readonly seed: number
}): Vectors {
  const random = seededRandom(seed)
  return { data: Float32Array.from({ length: count * dimensions }, () => 2 * random() - 1), count, dimensions }
}
