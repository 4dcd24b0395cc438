import type { DetectionMatches } from './match-detections.ts'

/** Precision at each of COCO's 101 recalls, averaged, and the recall reached. */
export interface PrecisionRecall {
  readonly averagePrecision: number
  readonly recall: number
}

/** 0, .01, ..., 1 with the bits of numpy's linspace. */
const recalls = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01))

/**
 * Average precision and recall of a class at one IoU threshold, from the matches of all pictures.
 *
 * @param threshold Position of the IoU threshold.
 * @param limit Detections a picture that count.
 * @returns nothing if no object should be found.
 */
export function precisionRecall(
  matches: readonly DetectionMatches[],
  threshold: number,
  limit: number,
): PrecisionRecall | undefined {
  const objects = matches.reduce((sum, each) => sum + each.objects, 0)
  if (objects === 0) return undefined
  const ranked = matches
    .flatMap(({ scores, outcomes }) =>
      scores.slice(0, limit).map((score, i) => ({ score, outcome: outcomes[threshold]![i]! })),
    )
    .sort((a, b) => b.score - a.score)
  const recall: number[] = []
  const precision: number[] = []
  let right = 0
  let wrong = 0
  for (const { outcome } of ranked) {
    if (outcome === 1) right++
    else if (outcome === 0) wrong++
    recall.push(right / objects)
    precision.push(right / (right + wrong + Number.EPSILON))
  }
  for (let i = precision.length - 1; i > 0; i--) precision[i - 1] = Math.max(precision[i - 1]!, precision[i]!)
  let sum = 0
  let rank = 0
  for (const wanted of recalls) {
    while (rank < recall.length && recall[rank]! < wanted) rank++
    sum += precision[rank] ?? 0
  }
  return { averagePrecision: sum / recalls.length, recall: recall.at(-1) ?? 0 }
}
