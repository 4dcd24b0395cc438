import { boxIou } from '@towerkit/core'
import type { DetectionPicture } from './detection-picture.ts'

/** Objects of this area count, both ends included; others are ignored. */
export type AreaRange = readonly [least: number, most: number]

/** Which detections of a picture are right, best score first. */
export interface DetectionMatches {
  readonly scores: readonly number[]
  /** For each threshold, for each detection: 1 right, 0 wrong, -1 ignored. */
  readonly outcomes: readonly Int8Array[]
  /** Objects that should be found. */
  readonly objects: number
}

/**
 * Matches detections to objects as COCO does: from the best score down, each takes the free object it overlaps most;
 * crowds, and objects outside the area range, come last and make it ignored.
 */
export function matchDetections(
  { truth, detections }: DetectionPicture,
  iouThresholds: readonly number[],
  { areaRange, limit }: { readonly areaRange: AreaRange; readonly limit: number },
): DetectionMatches {
  const outside = (area: number) => area < areaRange[0] || area > areaRange[1]
  const objects = truth
    .map(object => ({
      ...object,
      ignored: object.crowd === true || outside(object.area ?? object.box[2] * object.box[3]),
    }))
    .sort((a, b) => Number(a.ignored) - Number(b.ignored))
  const best = [...detections].sort((a, b) => b.score - a.score).slice(0, limit)
  const overlaps = best.map(({ box }) => objects.map(object => boxIou(box, object.box, object.crowd)))
  const outcomes = iouThresholds.map(threshold => {
    const taken = new Uint8Array(objects.length)
    return Int8Array.from(best, ({ box }, d) => {
      let most = Math.min(threshold, 1 - 1e-10)
      let match = -1
      for (let g = 0; g < objects.length; g++) {
        if (taken[g] && !objects[g]!.crowd) continue
        if (match >= 0 && !objects[match]!.ignored && objects[g]!.ignored) break
        if (overlaps[d]![g]! < most) continue
        most = overlaps[d]![g]!
        match = g
      }
      if (match < 0) return outside(box[2] * box[3]) ? -1 : 0
      taken[match] = 1
      return objects[match]!.ignored ? -1 : 1
    })
  })
  return { scores: best.map(({ score }) => score), outcomes, objects: objects.filter(each => !each.ignored).length }
}
