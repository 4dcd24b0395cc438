import { seededRandom } from '@towerkit/core'
import type { Result } from './results.ts'

/** A mean with its 95 % interval. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly seeds: number
}

const samples = 2000

/**
 * The mean over seeds and queries of one arm, or of its difference to another by the same seeds and queries; the
 * interval is of a paired bootstrap that draws seeds and queries anew.
 *
 * @param other Results to subtract. Those with one seed are paired with all.
 */
export function estimate(
  results: readonly Result[],
  { measure = 'recall', other }: { readonly measure?: 'recall' | 'ndcg'; readonly other?: readonly Result[] } = {},
): Estimate | undefined {
  const rows = results.flatMap(({ seed, perQuery }) => {
    if (!perQuery) return []
    if (!other) return [perQuery[measure]]
    const against = (other.length === 1 ? other[0] : other.find(result => result.seed === seed))?.perQuery?.[measure]
    return against ? [perQuery[measure].map((value, i) => value - against[i]!)] : []
  })
  if (rows.length === 0) return undefined
  const count = rows[0]!.length
  const random = seededRandom(1)
  const means = Array.from({ length: samples }, () => {
    const drawn = rows.map(() => rows[Math.floor(random() * rows.length)]!)
    let sum = 0
    for (let i = 0; i < count; i++) {
      const query = Math.floor(random() * count)
      for (const row of drawn) sum += row[query]!
    }
    return sum / count / rows.length
  }).sort((a, b) => a - b)
  const mean = rows.reduce((sum, row) => sum + row.reduce((total, value) => total + value, 0) / count, 0) / rows.length
  return {
    mean,
    low: means[Math.floor(0.025 * samples)]!,
    high: means[Math.ceil(0.975 * samples) - 1]!,
    seeds: rows.length,
  }
}
