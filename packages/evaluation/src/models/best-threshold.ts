/** A score, and whether it is of a pair that belongs together. */
export interface LabeledScore {
  readonly score: number
  readonly positive: boolean
}

/** How well a threshold tells pairs apart. */
export interface ThresholdReport {
  /** Highest accuracy, with the threshold at or above which a pair counts as positive. */
  readonly accuracy: number
  readonly accuracyThreshold: number
  /** Highest F1, with its threshold, precision and recall. */
  readonly f1: number
  readonly f1Threshold: number
  readonly precision: number
  readonly recall: number
  /** Average precision over all thresholds. */
  readonly averagePrecision: number
}

/**
 * Goes through all thresholds between different scores.
 *
 * @param scores At least one.
 * @param positives How many positives there are, if not all of them have a score. Default: those of the scores.
 */
export function bestThreshold(
  scores: readonly LabeledScore[],
  positives = scores.filter(({ positive }) => positive).length,
): ThresholdReport {
  const sorted = [...scores].sort((a, b) => b.score - a.score)
  let negativesLeft = sorted.filter(({ positive }) => !positive).length
  let right = 0
  let before = 0
  let best = {
    accuracy: negativesLeft / sorted.length,
    accuracyThreshold: Infinity,
    f1: 0,
    f1Threshold: 0,
    precision: 0,
    recall: 0,
    averagePrecision: 0,
  }
  for (const [i, { score, positive }] of sorted.entries()) {
    if (positive) right++
    else negativesLeft--
    const next = sorted[i + 1]?.score
    if (next === score) continue
    const threshold = next === undefined ? score : (score + next) / 2
    const accuracy = (right + negativesLeft) / sorted.length
    if (accuracy > best.accuracy) best = { ...best, accuracy, accuracyThreshold: threshold }
    const precision = right / (i + 1)
    const recall = positives === 0 ? 0 : right / positives
    const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    if (f1 > best.f1) best = { ...best, f1, f1Threshold: threshold, precision, recall }
    best.averagePrecision += positives === 0 ? 0 : (precision * (right - before)) / positives
    before = right
  }
  return best
}
