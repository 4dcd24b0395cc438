import type { SeededRandom } from '@towerkit/core'

/** Means of `samples` draws of all queries with replacement, lowest first. */
export function bootstrapMeans(differences: readonly number[], samples: number, random: SeededRandom): Float64Array {
  const means = new Float64Array(samples)
  const count = differences.length
  for (let sample = 0; sample < samples; sample++) {
    let total = 0
    for (let i = 0; i < count; i++) total += differences[Math.floor(random() * count)]!
    means[sample] = total / count
  }
  return means.sort()
}
