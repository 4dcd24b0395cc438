import type { DetectedBox, LabelledBox } from '@towerkit/core'
import type { DetectionPicture } from './detection-picture.ts'

/** The pictures once for each class, with only its boxes; classes in the order of their names. */
export function groupByLabel(pictures: readonly DetectionPicture[]): Map<string, DetectionPicture[]> {
  const labels = new Set<string>()
  const grouped = pictures.map(({ truth, detections }) => {
    const found = { truth: by<LabelledBox>(truth), detections: by<DetectedBox>(detections) }
    for (const label of [...found.truth.keys(), ...found.detections.keys()]) labels.add(label)
    return found
  })
  return new Map(
    [...labels].sort().map(label => [
      label,
      grouped.map(({ truth, detections }) => ({
        truth: truth.get(label) ?? [],
        detections: detections.get(label) ?? [],
      })),
    ]),
  )
}

function by<Item extends { readonly label: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(item.label)
    if (group) group.push(item)
    else groups.set(item.label, [item])
  }
  return groups
}
