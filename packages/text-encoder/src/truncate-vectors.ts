import type { Vectors } from '@towerkit/core'

/**
 * Keeps the first numbers of each vector. @param options.normalize Scales what is left to unit length; a zero vector
 * stays one.
 */
export function truncateVectors(
  { data, count, dimensions: whole }: Vectors,
  { dimensions, normalize }: { readonly dimensions: number; readonly normalize: boolean },
): Vectors {
  const kept = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) {
    const part = data.subarray(i * whole, i * whole + dimensions)
    const length = normalize ? Math.max(Math.hypot(...part), 1e-12) : 1
    kept.set(length === 1 ? part : part.map(value => value / length), i * dimensions)
  }
  return { data: kept, count, dimensions }
}
