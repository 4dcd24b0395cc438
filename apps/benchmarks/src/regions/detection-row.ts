import type { BoxedPicture } from '@towerkit/datasets'
import { evaluateDetections, type DetectionPicture } from '@towerkit/evaluation'
import type { ClassQuery, RegionEncoder } from '@towerkit/region-encoder'

/** What is asked for, and which objects are right answers. */
export interface DetectionRow {
  readonly classes: readonly ClassQuery[]
  /** The class of an object as the row calls it; undefined if it is none of the row's. */
  readonly labelsOf: (label: string) => readonly string[]
}

/** A row in which each text stands for some labels. */
export function rowOf(texts: Readonly<Record<string, readonly string[]>>): DetectionRow {
  const names = Object.keys(texts)
  return { classes: names, labelsOf: label => names.filter(name => texts[name]!.includes(label)) }
}

/** What an encoder finds in labelled photographs, and what is there. */
export async function detections(
  regions: RegionEncoder,
  pictures: readonly BoxedPicture[],
  { classes, labelsOf }: DetectionRow,
): Promise<DetectionPicture[]> {
  const found: DetectionPicture[] = []
  const options = { classes, threshold: 0.001, iou: 0.65, limit: 10_000 }
  const paths = pictures.map(({ path }) => path)
  for await (const { boxes } of regions.detect(paths, options)) {
    const truth = pictures[found.length]!.boxes.flatMap(box => labelsOf(box.label).map(label => ({ ...box, label })))
    found.push({ truth, detections: boxes })
  }
  return found
}

/** COCO's AP and AP50 of a row. */
export async function averagePrecision(
  regions: RegionEncoder,
  pictures: readonly BoxedPicture[],
  row: DetectionRow,
): Promise<{ readonly ap: number; readonly ap50: number }> {
  const { summary } = evaluateDetections(await detections(regions, pictures, row))
  return { ap: summary['AP']!, ap50: summary['AP50']! }
}
