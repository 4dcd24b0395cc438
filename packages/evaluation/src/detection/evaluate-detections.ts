import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { DetectionPicture } from './detection-picture.ts'
import { groupByLabel } from './group-by-label.ts'
import { matchDetections, type AreaRange, type DetectionMatches } from './match-detections.ts'
import { precisionRecall } from './precision-recall.ts'
import { requirePictures } from './require-pictures.ts'

/** Options of `evaluateDetections`. */
export interface EvaluateDetectionsOptions {
  /** Default 0.5, 0.55, ..., 0.95. */
  readonly iouThresholds?: readonly number[]
  /** Detections a picture and class that count, ascending; AP takes the last. Default [1, 10, 100]. */
  readonly maxDetections?: readonly number[]
  /** Square pixels. Default COCO's: small up to 32², medium up to 96², large beyond. */
  readonly areaRanges?: Readonly<Record<string, AreaRange>>
  /** Whether a box of any class may match an object of any class: for proposals. Default false. */
  readonly classFree?: boolean
}

/** Measures by name; NaN (-1 in pycocotools) if no object could be found. */
export type DetectionMeasures = Readonly<Record<string, number>>

/** What `evaluateDetections` returns. */
export interface DetectionReport {
  /**
   * COCO's twelve numbers: AP, AP50, AP75, AP_small, AP_medium, AP_large, AR@1, AR@10, AR@100, AR_small, AR_medium,
   * AR_large; the means over the classes that have objects.
   */
  readonly summary: DetectionMeasures
  /** The same for each class; without entries if `classFree`. */
  readonly perClass: Readonly<Record<string, DetectionMeasures>>
}

/** 0.5, 0.55, ..., 0.95 with the bits of numpy's linspace. */
const cocoThresholds = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)))
const cocoAreas = { small: [0, 32 ** 2], medium: [32 ** 2, 96 ** 2], large: [96 ** 2, 1e10] } as const
const anyArea = [0, 1e10] as const

/**
 * COCO's measures of object detection, with the values of pycocotools: AP = mean over classes and IoU thresholds of
 * 1 / 101 Σ_r max_{r' >= r} precision(r'), and AR, the mean of the recall reached.
 *
 * Equal scores are ranked in the order of the pictures and, within one, of its detections.
 *
 * @param pictures All pictures, also those without objects or detections.
 * @throws {ArgumentError} for a box that is inverted or not finite, an object without area, a score that is not finite,
 *   or an option out of its range.
 *
 * @example
 * const { summary, perClass } = evaluateDetections([
 *   {
 *     truth: [{ box: [10, 10, 40, 40], label: 'cup' }],
 *     detections: [{ box: [12, 10, 40, 40], label: 'cup', score: 0.9 }],
 *   },
 * ])
 *
 * @see `COCOeval` of pycocotools 2.0.11, https://cocodataset.org/#detection-eval
 */
export function evaluateDetections(
  pictures: readonly DetectionPicture[],
  options: EvaluateDetectionsOptions = {},
): DetectionReport {
  const {
    iouThresholds = cocoThresholds,
    maxDetections = [1, 10, 100],
    areaRanges = cocoAreas,
    classFree = false,
  } = requireKnownOptions<EvaluateDetectionsOptions>('evaluateDetections', options, {
    iouThresholds: true,
    maxDetections: true,
    areaRanges: true,
    classFree: true,
  })
  if (iouThresholds.length === 0 || !iouThresholds.every(each => each >= 0 && each <= 1))
    throw new ArgumentError(
      `evaluateDetections: iouThresholds [${iouThresholds.join(', ')}]. Give numbers from 0 to 1.`,
    )
  if (maxDetections.length === 0 || !maxDetections.every((each, i) => each > (maxDetections[i - 1] ?? 0)))
    throw new ArgumentError(
      `evaluateDetections: maxDetections [${maxDetections.join(', ')}]. Give ascending numbers from 1.`,
    )
  requirePictures('evaluateDetections', pictures)
  const settings = { iouThresholds, maxDetections, areaRanges }
  const groups = groupByLabel(pictures)
  if (classFree)
    return { summary: measuresOf(allLabels([...groups.values()], pictures.length), settings), perClass: {} }
  const perClass = Object.fromEntries([...groups].map(([label, group]) => [label, measuresOf(group, settings)]))
  // Of no pictures at all the names come with NaN.
  const names = Object.keys(measuresOf([], settings))
  const mean = (name: string) => meanOfNumbers(Object.values(perClass).map(each => each[name]!))
  return { summary: Object.fromEntries(names.map(name => [name, mean(name)])), perClass }
}

type Settings = Required<Omit<EvaluateDetectionsOptions, 'classFree'>>

/** All boxes of each picture, class after class as pycocotools has them, which decides between equal scores. */
function allLabels(groups: readonly DetectionPicture[][], count: number): DetectionPicture[] {
  return Array.from({ length: count }, (_, i) => ({
    truth: groups.flatMap(group => group[i]!.truth),
    detections: groups.flatMap(group => group[i]!.detections),
  }))
}

function measuresOf(pictures: readonly DetectionPicture[], settings: Settings): DetectionMeasures {
  const { iouThresholds, maxDetections, areaRanges } = settings
  const most = maxDetections.at(-1)!
  const relevant = pictures.filter(({ truth, detections }) => truth.length + detections.length > 0)
  const match = (areaRange: AreaRange) =>
    relevant.map(picture => matchDetections(picture, iouThresholds, { areaRange, limit: most }))
  const curves = (matches: readonly DetectionMatches[], limit: number) =>
    iouThresholds.map((_, threshold) => precisionRecall(matches, threshold, limit))
  const all = match(anyArea)
  const whole = curves(all, most)
  const ranges = Object.entries(areaRanges).map(([name, range]) => ({ name, found: curves(match(range), most) }))
  const precision = (found: typeof whole) => meanOfNumbers(found.map(each => each?.averagePrecision ?? Number.NaN))
  const recall = (found: typeof whole) => meanOfNumbers(found.map(each => each?.recall ?? Number.NaN))
  const at = (wanted: number) => whole[iouThresholds.indexOf(wanted)]?.averagePrecision ?? Number.NaN
  return {
    AP: precision(whole),
    AP50: at(cocoThresholds[0]!),
    AP75: at(cocoThresholds[5]!),
    ...Object.fromEntries(ranges.map(({ name, found }) => [`AP_${name}`, precision(found)])),
    ...Object.fromEntries(maxDetections.map(limit => [`AR@${limit}`, recall(curves(all, limit))])),
    ...Object.fromEntries(ranges.map(({ name, found }) => [`AR_${name}`, recall(found)])),
  }
}

/** Mean of the values that are numbers; NaN if none is. */
function meanOfNumbers(values: readonly number[]): number {
  const present = values.filter(value => !Number.isNaN(value))
  return present.reduce((sum, value) => sum + value, 0) / present.length
}
