import type { Hit } from '@towerkit/core'

/** How the scores of one system become comparable with those of another. */
export type ScoreNormalization = 'none' | 'min-max' | 'max' | 'sum' | 'z-score' | 'rank'

/**
 * The scores of one list, made comparable. With s_i the score at rank i of n:
 *
 * min-max (s_i - min) / (max - min); max s_i / max; sum (s_i - min) / sum_j (s_j - min); z-score (s_i - mean) /
 * standard deviation; rank 1 - (i - 1) / n
 *
 * A denominator of less than 1e-9, as of equal scores, counts as 1e-9.
 *
 * @param hits Best first.
 * @see Renda and Straccia, Web metasearch: rank vs. score based rank aggregation methods, SAC 2003
 */
export function normalizeScores(hits: readonly Hit[], normalization: ScoreNormalization): number[] {
  const scores = hits.map(({ score }) => score)
  const count = scores.length
  const highest = scores[0] ?? 0
  const lowest = scores[count - 1] ?? 0
  const mean = scores.reduce((sum, score) => sum + score, 0) / count
  const scaled = (origin: number, scale: number) => scores.map(score => (score - origin) / Math.max(scale, 1e-9))
  switch (normalization) {
    case 'none':
      return scores
    case 'min-max':
      return scaled(lowest, highest - lowest)
    case 'max':
      return scaled(0, highest)
    case 'sum':
      return scaled(lowest, (mean - lowest) * count)
    case 'z-score':
      return scaled(mean, Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / count))
    case 'rank':
      return scores.map((_, i) => 1 - i / count)
  }
}
