import { ArgumentError } from '../errors/argument-error.ts'
import { requireKnownOptions } from '../require-known-options.ts'
import { boxIou } from './box-iou.ts'
import type { DetectedBox } from './detected-box.ts'
import { requireBox } from './require-box.ts'

/** Options of `suppressOverlaps`. */
export interface SuppressOverlapsOptions {
  /** A box that overlaps a kept one by more than this IoU is dropped. Default 0.65. */
  readonly iou?: number
  /** Whether boxes of different classes suppress each other. Default false. */
  readonly classFree?: boolean
  /** Boxes with a lower score are dropped. Default: none. */
  readonly threshold?: number
  /** How many boxes are kept, the best first. Default: all. */
  readonly limit?: number
  /** How many boxes of each class are kept. Default: all. */
  readonly limitPerClass?: number
}

/**
 * Greedy non-maximum suppression: from the best score down, a box is kept unless it overlaps a kept box by more than
 * `iou`. Equal scores keep the order given. One place with several labels is a box for each of them; by class, they do
 * not suppress each other.
 *
 * @param detections Of one picture, in any order.
 * @returns the kept ones, best first.
 * @throws {ArgumentError} for a box that is inverted or without area, a score that is NaN, or an option out of range.
 *
 * @example
 * const kept = suppressOverlaps(detections, { iou: 0.65, threshold: 0.05, limit: 100 })
 */
export function suppressOverlaps<Detection extends DetectedBox>(
  detections: readonly Detection[],
  options: SuppressOverlapsOptions = {},
): Detection[] {
  const {
    iou = 0.65,
    classFree = false,
    threshold = -Infinity,
    limit = Infinity,
    limitPerClass = Infinity,
  } = requireKnownOptions<SuppressOverlapsOptions>('suppressOverlaps', options, {
    iou: true,
    classFree: true,
    threshold: true,
    limit: true,
    limitPerClass: true,
  })
  if (!(iou >= 0 && iou <= 1) || !(limit >= 0) || !(limitPerClass >= 0) || Number.isNaN(threshold))
    throw new ArgumentError(
      `suppressOverlaps: iou ${iou}, threshold ${threshold}, limit ${limit}, limitPerClass ${limitPerClass}. ` +
        'Give an IoU from 0 to 1, a number, and limits of at least 0.',
      { iou, threshold, limit, limitPerClass },
    )
  for (const { box, score } of detections) {
    requireBox('suppressOverlaps', box)
    if (typeof score !== 'number' || Number.isNaN(score))
      throw new ArgumentError(`suppressOverlaps: a score is ${score}. Give a number.`, { score })
  }
  const sorted = detections.filter(({ score }) => score >= threshold).sort((a, b) => compareScores(a.score, b.score))
  const kept: Detection[] = []
  const ofClass = new Map<string, Detection[]>()
  for (const detection of sorted) {
    if (kept.length >= limit) break
    const same = ofClass.get(detection.label) ?? []
    ofClass.set(detection.label, same)
    if (same.length >= limitPerClass) continue
    if ((classFree ? kept : same).some(({ box }) => boxIou(box, detection.box) > iou)) continue
    kept.push(detection)
    same.push(detection)
  }
  return kept
}

/** Best first; a difference of two infinite scores would be NaN. */
function compareScores(a: number, b: number): number {
  if (a === b) return 0
  return a > b ? -1 : 1
}
