import type { Tensor } from '@towerkit/graph'
import type { HeadConfig } from '../head/head-config.ts'

/** How much the class tower's features count beside the scores of the classes. */
export const featureShare = 0.3

/** Vectors of the detector's classes among regions, [classes, dimensions + 1], without a text encoder. */
export function classVectors({ 'names.classes': values }: Readonly<Record<string, Tensor>>, config: HeadConfig) {
  const { dimensions, classes } = config
  const width = dimensions + 1
  const rows = new Float32Array(classes.length * width).fill(1)
  for (let row = 0; row < classes.length; row++) {
    const value = values!.data.subarray(row * dimensions, (row + 1) * dimensions) as Float32Array
    const length = Math.hypot(...value) || 1
    for (let d = 0; d < dimensions; d++) rows[row * width + d] = value[d]! / length
  }
  return { data: rows, count: classes.length, dimensions: width }
}

/**
 * A vector of what a region looks like: roots of its class scores, then its features,
 *
 *   v = [√p₁, ..., √pₙ, λ·f / ‖f‖] / ‖·‖.
 *
 * What is surely of a taught class is alike by class; for what is of none, the scores are small and the features speak.
 *
 * @param scores Of the classes, from 0 to 1.
 * @param features Of the class tower.
 */
export function appearanceOf(scores: Float32Array, features: Float32Array): Float32Array {
  const vector = new Float32Array(scores.length + features.length)
  const length = Math.hypot(...features) || 1
  vector.set(scores.map(Math.sqrt))
  vector.set(
    features.map(value => (featureShare * value) / length),
    scores.length,
  )
  const whole = Math.hypot(...vector) || 1
  return vector.map(value => value / whole)
}
