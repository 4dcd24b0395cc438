import { ArgumentError, boxIou, requireKnownOptions } from '@towerkit/core'
import type { DetectionPicture } from './detection-picture.ts'
import { groupByLabel } from './group-by-label.ts'
import { requirePictures } from './require-pictures.ts'

/** Options of `vocAveragePrecision`. */
export interface VocAveragePrecisionOptions {
  /** `11` of VOC 2007: mean of the best precision at recalls 0, 0.1, ..., 1; `all`: the area. Default `all`. */
  readonly points?: '11' | 'all'
  /** A match overlaps by more than this. Default 0.5. */
  readonly iou?: number
}

/**
 * VOC's average precision: each detection belongs to the object of its class that it overlaps most, and is right if it
 * is the best one there. Crowds stand for VOC's difficult objects: they are neither asked for nor counted.
 *
 * The reference adds a pixel to widths and heights; give boxes with that pixel for the same overlaps.
 *
 * @returns the mean over the classes that have objects, and the value of each of them.
 * @throws {ArgumentError} for bad boxes and scores, or an option out of its range.
 *
 * @example
 * const { mean, perClass } = vocAveragePrecision(pictures, { points: '11' })
 *
 * @see `voc_eval.py` of py-faster-rcnn; Everingham et al., The PASCAL visual object classes challenge, IJCV 2010
 */
export function vocAveragePrecision(
  pictures: readonly DetectionPicture[],
  options: VocAveragePrecisionOptions = {},
): { readonly mean: number; readonly perClass: Readonly<Record<string, number>> } {
  const { points = 'all', iou = 0.5 } = requireKnownOptions<VocAveragePrecisionOptions>(
    'vocAveragePrecision',
    options,
    { points: true, iou: true },
  )
  if ((points !== '11' && points !== 'all') || !(iou >= 0 && iou < 1))
    throw new ArgumentError(
      `vocAveragePrecision: points "${String(points)}", iou ${iou}. Give "11" or "all", and a number from 0 below 1.`,
      { points, iou },
    )
  requirePictures('vocAveragePrecision', pictures)
  const values = [...groupByLabel(pictures)].flatMap(([label, group]) => {
    const value = averagePrecision(group, points, iou)
    return value === undefined ? [] : [[label, value] as const]
  })
  return {
    mean: values.reduce((sum, [, value]) => sum + value, 0) / values.length,
    perClass: Object.fromEntries(values),
  }
}

function averagePrecision(
  pictures: readonly DetectionPicture[],
  points: '11' | 'all',
  iou: number,
): number | undefined {
  const objects = pictures.reduce((sum, { truth }) => sum + truth.filter(({ crowd }) => !crowd).length, 0)
  if (objects === 0) return undefined
  const ranked = pictures
    .flatMap(({ truth, detections }) => {
      // Copies: one object given for two pictures is two objects.
      const own = truth.map(object => ({ ...object }))
      return detections.map(detection => ({ truth: own, detection }))
    })
    .sort((a, b) => b.detection.score - a.detection.score)
  const taken = new Set<object>()
  const curve: { recall: number; precision: number }[] = []
  let right = 0
  let wrong = 0
  for (const { truth, detection } of ranked) {
    let most = iou
    let match: (typeof truth)[number] | undefined
    for (const object of truth) {
      const overlap = boxIou(detection.box, object.box)
      if (overlap <= most) continue
      most = overlap
      match = object
    }
    if (!match || taken.has(match)) wrong++
    else if (!match.crowd) right++
    if (match && !match.crowd) taken.add(match)
    curve.push({ recall: right / objects, precision: right / Math.max(right + wrong, Number.EPSILON) })
  }
  if (points === '11') {
    const best = Array.from({ length: 11 }, (_, i) =>
      curve.reduce((top, { recall, precision }) => (recall >= i * 0.1 ? Math.max(top, precision) : top), 0),
    )
    return best.reduce((sum, value) => sum + value, 0) / 11
  }
  let area = 0
  let highest = 0
  for (let i = curve.length - 1; i >= 0; i--) {
    highest = Math.max(highest, curve[i]!.precision)
    area += (curve[i]!.recall - (curve[i - 1]?.recall ?? 0)) * highest
  }
  return area
}
