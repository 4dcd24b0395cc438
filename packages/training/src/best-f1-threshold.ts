import { ArgumentError } from '@towerkit/core'

/** The best threshold and what it does. */
export interface F1Threshold {
  /** λ*: pairs with this score or above count as positive. One of the scores. */
  readonly threshold: number
  readonly f1: number
  readonly precision: number
  readonly recall: number
  /** Labelled pairs of each kind. λ* depends on their ratio. */
  readonly positives: number
  readonly negatives: number
}

/**
 * The threshold on similarity that separates positive from negative pairs best: λ* = argmax F1(λ), where a pair counts
 * as positive if s ≥ λ and F1 = 2·precision·recall / (precision + recall). Exact, in O(n log n); of several best
 * thresholds the highest.
 *
 * @param scores Finite numbers.
 * @param isPositive As many labels: true or 1 for positive pairs.
 * @throws {ArgumentError} if lengths differ, a score is not finite, or there is no positive pair.
 *
 * @example
 * const { threshold } = bestF1Threshold([0.9, 0.8, 0.7, 0.2], [1, 0, 1, 0]) // 0.7
 *
 * @see SAIL-Embedding, arXiv 2510.12709, section on dynamic hard negative mining.
 */
export function bestF1Threshold(scores: ArrayLike<number>, isPositive: ArrayLike<boolean | number>): F1Threshold {
  const count = scores.length
  if (isPositive.length !== count)
    throw new ArgumentError(
      `bestF1Threshold: ${count} scores and ${isPositive.length} labels. Give one label for each score.`,
      { scores: count, labels: isPositive.length },
    )
  let positives = 0
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(scores[i]))
      throw new ArgumentError(`bestF1Threshold: score ${i} is ${scores[i]}. Give finite numbers.`, {
        index: i,
        score: scores[i],
      })
    if (isPositive[i]) positives++
  }
  if (positives === 0)
    throw new ArgumentError(`bestF1Threshold: none of ${count} pairs is positive. Give at least one.`, { count })

  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  let best = { threshold: Infinity, f1: -1, truePositives: 0, taken: 0 }
  let truePositives = 0
  for (let i = 0; i < count; i++) {
    if (isPositive[order[i]!]) truePositives++
    // Equal scores fall on the same side of every threshold.
    const isLastOfTie = i + 1 === count || scores[order[i + 1]!] !== scores[order[i]!]
    const f1 = (2 * truePositives) / (i + 1 + positives)
    if (isLastOfTie && f1 > best.f1) best = { threshold: scores[order[i]!]!, f1, truePositives, taken: i + 1 }
  }
  return {
    threshold: best.threshold,
    f1: best.f1,
    precision: best.truePositives / best.taken,
    recall: best.truePositives / positives,
    positives,
    negatives: count - positives,
  }
}
