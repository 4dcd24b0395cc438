import { ArgumentError, requireBox } from '@towerkit/core'
import { requireKind } from '../require-kind.ts'
import type { DetectionPicture } from './detection-picture.ts'

/** Checks all boxes, areas and scores; a detection may have no area, it then overlaps nothing. */
export function requirePictures(caller: string, pictures: readonly DetectionPicture[]): void {
  const example = '[{ truth: [...], detections: [...] }]'
  requireKind(caller, pictures, { kind: 'an array', name: 'pictures', example })
  for (const picture of pictures) {
    requireKind(caller, picture, { kind: 'an object', name: 'a picture', example })
    const { truth, detections } = picture
    requireKind(caller, truth, { kind: 'an array', name: 'truth', example })
    requireKind(caller, detections, { kind: 'an array', name: 'detections', example })
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
