import type { SeededRandom } from '@towerkit/core'

/** Fills a tensor of the given shape from a source of random numbers. */
export type Initializer = (shape: readonly number[], random: SeededRandom) => Float32Array<ArrayBuffer>

/** Every element the same. */
export function constantInitializer(value: number): Initializer {
  return shape => new Float32Array(sizeOf(shape)).fill(value)
}

/** Normal distribution around 0. @param deviation Standard deviation; BERT's is 0.02. */
export function normalInitializer(deviation: number): Initializer {
  return (shape, random) => Float32Array.from({ length: sizeOf(shape) }, () => deviation * normal(random))
}

/** Even distribution in [-bound, bound). */
export function uniformInitializer(bound: number): Initializer {
  return (shape, random) => Float32Array.from({ length: sizeOf(shape) }, () => bound * (2 * random() - 1))
}

/**
 * Even distribution with variance 2 / (inputs + outputs), for matrices [outputs, inputs].
 *
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010, equation 16.
 */
export function xavierInitializer(): Initializer {
  return (shape, random) => uniformInitializer(Math.sqrt(6 / (shape[0]! + shape[1]!)))(shape, random)
}

/** One draw of the standard normal distribution (Box and Muller, 1958). */
function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1)
}
