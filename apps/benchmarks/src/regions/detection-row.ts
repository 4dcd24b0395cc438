import type { DetectedBox } from '@towerkit/core'
import type { BoxedPicture } from '@towerkit/datasets'
import { evaluateDetections } from '@towerkit/evaluation'
import type { ClassQuery, RegionEncoder } from '@towerkit/region-encoder'

/** What is asked for, and which objects are right answers. */
export interface DetectionRow {
  readonly what: string
  readonly classes: readonly ClassQuery[]
  /** What an object of a class counts as; nothing if it is none of the row's. */
  readonly labelsOf: (label: string) => readonly string[]
}

/** COCO's AP and AP50 of a row. */
export interface RowResult {
  readonly what: string
  readonly ap: number
  readonly ap50: number
}

/** A row in which each text stands for some labels. */
export function rowOf(what: string, texts: Readonly<Record<string, readonly string[]>>): DetectionRow {
  const names = Object.keys(texts)
  return { what, classes: names, labelsOf: label => names.filter(name => texts[name]!.includes(label)) }
}

/** A row of names that stand for themselves. */
export function namesRow(what: string, names: readonly string[]): DetectionRow {
  return rowOf(what, Object.fromEntries(names.map(name => [name, [name]])))
}

/** As `rowOf`, asked for by the largest score of the labels instead of the text. */
export function maximumRow(what: string, texts: Readonly<Record<string, readonly string[]>>): DetectionRow {
  const classes = Object.entries(texts).map(([name, members]) => ({ name, texts: members }))
  return { ...rowOf(what, texts), classes }
}

/** Measures rows in one pass: a name never changes the boxes of another. Classes of one name must be the same. */
export async function measureRows(
  regions: RegionEncoder,
  pictures: readonly BoxedPicture[],
  rows: readonly DetectionRow[],
): Promise<RowResult[]> {
  const nameOf = (each: ClassQuery) => (typeof each === 'string' ? each : each.name)
  const classes = [...new Map(rows.flatMap(row => row.classes.map(each => [nameOf(each), each] as const))).values()]
  const found: (readonly DetectedBox[])[] = []
  const options = { classes, threshold: 0.001, iou: 0.65, limit: 10_000 }
  const paths = pictures.map(({ path }) => path)
  for await (const { boxes } of regions.detect(paths, options)) found.push(boxes)
  return rows.map(({ what, classes: own, labelsOf }) => {
    const names = new Set(own.map(nameOf))
    const { summary } = evaluateDetections(
      pictures.map(({ boxes }, i) => ({
        truth: boxes.flatMap(box => labelsOf(box.label).map(label => ({ ...box, label }))),
        detections: found[i]!.filter(({ label }) => names.has(label)),
      })),
    )
    return { what, ap: summary['AP']!, ap50: summary['AP50']! }
  })
}
