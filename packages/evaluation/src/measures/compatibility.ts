import { DataError } from '@towerkit/core'
import type { MeasureDefinition } from './measure.ts'

/** Compatibility: how much a ranking resembles the nearest ideal one, by rank-biased overlap. */
export const compatibility: MeasureDefinition = {
  name: 'Compat',
  title: 'Compatibility',
  formula:
    'sum_i p^(i - 1) |first i of the ranking and of the ideal one| / i, divided by sum_i p^(i - 1), and by its ' +
    'value for the ideal ranking if normalize',
  source: 'Clarke, Vtyurina and Smucker, Assessing top-k preferences, TOIS 2021; ir_measures compat_provider.py',
  parameters: { p: 0.95, normalize: true },
  ties: 'first id',
  compute({ ranked, documents }, { p, normalize }) {
    if (documents === undefined)
      throw new DataError(
        'Compat: the ranking has no documents. Give them with their ranks and scores, as evaluate does.',
      )
    const ideal = documents
      .filter(({ relevance }) => relevance > 0)
      .sort((a, b) => b.relevance - a.relevance || (b.score ?? 0) - (a.score ?? 0))
    const depth = Math.max(ranked.length, ideal.length)
    const overlap = rankBiasedOverlap(
      ideal.map(({ rank }) => rank),
      depth,
      p,
    )
    const best = normalize
      ? rankBiasedOverlap(
          ideal.map((_, i) => i + 1),
          depth,
          p,
        )
      : 1
    return best > 0 ? overlap / best : overlap
  },
}

/** @param ranks Where the ranking has the i-th ideal document. */
function rankBiasedOverlap(ranks: readonly number[], depth: number, p: number): number {
  const joined = new Array<number>(depth + 1).fill(0)
  for (const [i, rank] of ranks.entries()) if (rank !== Infinity) joined[Math.max(i + 1, rank)]!++
  let overlap = 0
  let sum = 0
  let weights = 0
  let weight = 1
  for (let i = 1; i <= depth; i++) {
    overlap += joined[i]!
    sum += (weight * overlap) / i
    weights += weight
    weight *= p
  }
  return weights === 0 ? 0 : sum / weights
}
