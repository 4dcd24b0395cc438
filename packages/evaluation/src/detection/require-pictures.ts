import { ArgumentError, requireBox } from '@towerkit/core'
import type { DetectionPicture } from './detection-picture.ts'

/** Checks all boxes, areas and scores; a detection may have no area, it then overlaps nothing. */
export function requirePictures(caller: string, pictures: readonly DetectionPicture[]): void {
  for (const { truth, detections } of pictures) {
    for (const { box, area } of truth) {
      requireBox(caller, box)
      if (area !== undefined && !(area >= 0 && area < Infinity))
        throw new ArgumentError(`${caller}: an area is ${area}. Give square pixels, at least 0.`, { area })
    }
    for (const { box, score } of detections) {
      requireBox(caller, box, true)
      if (!Number.isFinite(score))
        throw new ArgumentError(`${caller}: a score is ${score}. Give a finite number.`, { score })
    }
  }
}
