import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { DetectionPicture } from './detection-picture.ts'
import { groupByLabel } from './group-by-label.ts'
import { matchDetections } from './match-detections.ts'
import { requirePictures } from './require-pictures.ts'

/** Counts of detections and what follows from them. */
export interface DetectionCounts {
  /** Detections that match an object. */
  readonly right: number
  /** Detections that match none. */
  readonly wrong: number
  /** Objects that no detection matches. */
  readonly missed: number
  /** right / (right + wrong); NaN without detections. */
  readonly precision: number
  /** right / (right + missed); NaN without objects. */
  readonly recall: number
  /** 2 right / (2 right + wrong + missed); NaN without both. */
  readonly f1: number
}

/** Options of `detectionF1`. */
export interface DetectionF1Options {
  /** Lowest score that counts: one for all classes, or one for each, which must then name every class. */
  readonly threshold: number | Readonly<Record<string, number>>
  /** Lowest IoU of a match. Default 0.5. */
  readonly iou?: number
}

/**
 * Precision, recall and F1 of the detections with at least a given score, matched as COCO does: crowds are ignored.
 *
 * @returns the counts of all classes together, and of each.
 * @throws {ArgumentError} for bad boxes and scores, an option out of its range, or a class without a threshold.
 *
 * @example
 * const { total, perClass } = detectionF1(pictures, { threshold: 0.3 })
 */
export function detectionF1(
  pictures: readonly DetectionPicture[],
  options: DetectionF1Options,
): { readonly total: DetectionCounts; readonly perClass: Readonly<Record<string, DetectionCounts>> } {
  const { threshold, iou = 0.5 } = requireKnownOptions<DetectionF1Options>('detectionF1', options, {
    threshold: true,
    iou: true,
  })
  if (!(iou >= 0 && iou <= 1)) throw new ArgumentError(`detectionF1: iou ${iou}. Give a number from 0 to 1.`, { iou })
  requirePictures('detectionF1', pictures)
  const perClass = Object.fromEntries(
    [...groupByLabel(pictures)].map(([label, group]) => {
      const least = typeof threshold === 'number' ? threshold : threshold[label]
      if (typeof least !== 'number' || Number.isNaN(least))
        throw new ArgumentError(`detectionF1: the threshold of "${label}" is ${least}. Give a number.`, { label })
      return [label, countsOf(group, least, iou)]
    }),
  )
  const sum = (name: 'right' | 'wrong' | 'missed') =>
    Object.values(perClass).reduce((total, counts) => total + counts[name], 0)
  return { total: withRatios(sum('right'), sum('wrong'), sum('missed')), perClass }
}

function countsOf(pictures: readonly DetectionPicture[], least: number, iou: number): DetectionCounts {
  let right = 0
  let wrong = 0
  let objects = 0
  for (const { truth, detections } of pictures) {
    const above = detections.filter(({ score }) => score >= least)
    const settings = { areaRange: [0, Infinity], limit: Infinity } as const
    const matches = matchDetections({ truth, detections: above }, [iou], settings)
    objects += matches.objects
    for (const outcome of matches.outcomes[0]!) {
      if (outcome === 1) right++
      else if (outcome === 0) wrong++
    }
  }
  return withRatios(right, wrong, objects - right)
}

function withRatios(right: number, wrong: number, missed: number): DetectionCounts {
  return {
    right,
    wrong,
    missed,
    precision: right / (right + wrong),
    recall: right / (right + missed),
    f1: (2 * right) / (2 * right + wrong + missed),
  }
}
