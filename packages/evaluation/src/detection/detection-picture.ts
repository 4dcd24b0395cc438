import type { DetectedBox, LabelledBox } from '@towerkit/core'

/** What a picture shows and what was found in it. */
export interface DetectionPicture {
  readonly truth: readonly LabelledBox[]
  readonly detections: readonly DetectedBox[]
}
