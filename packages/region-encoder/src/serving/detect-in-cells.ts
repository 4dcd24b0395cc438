import { ArgumentError, suppressOverlaps, type DetectedBox } from '@towerkit/core'
import type { DetectOptions } from '../region-encoder-contract.ts'
import type { ClassRows } from './class-queries.ts'
import { cellBox, logistic, type PictureCells } from './picture-cells.ts'

/** Options of `detectInCells`. */
export interface DetectInCellsOptions extends Required<Pick<DetectOptions, 'limit' | 'iou'>> {
  readonly threshold: number | Readonly<Record<string, number>>
  /** Whether the scores are of classes only, and the objectness is a factor. */
  readonly apart: boolean
}

/** Boxes before suppression. */
const mostCandidates = 30_000

/**
 * Detections of one picture: every pair of cell and class above its threshold, then suppression by class.
 *
 * @param scores [cells, rows of the classes], from 0 to 1.
 */
export function detectInCells(
  cells: PictureCells,
  { scores, classes }: { readonly scores: Float32Array; readonly classes: ClassRows },
  { threshold, limit, iou, apart }: DetectInCellsOptions,
): DetectedBox[] {
  const least = classes.names.map(name => thresholdOf(threshold, name))
  const width = classes.vectors.count
  const found: { readonly cell: number; readonly label: string; readonly score: number }[] = []
  for (let cell = 0; cell < cells.objectness.length; cell++) {
    const factor = apart ? logistic(cells.objectness[cell]!) : 1
    classes.names.forEach((label, i) => {
      let best = 0
      for (let row = classes.starts[i]!; row < classes.starts[i + 1]!; row++)
        best = Math.max(best, scores[cell * width + row]!)
      if (best * factor >= least[i]!) found.push({ cell, label, score: best * factor })
    })
  }
  const best = found.length > mostCandidates ? found.sort((a, b) => b.score - a.score).slice(0, mostCandidates) : found
  const boxes = new Map<number, ReturnType<typeof cellBox>>()
  const placed = best.flatMap(({ cell, label, score }) => {
    if (!boxes.has(cell)) boxes.set(cell, cellBox(cells, cell))
    const box = boxes.get(cell)
    return box ? [{ box, label, score }] : []
  })
  return suppressOverlaps(placed, { iou, limit })
}

function thresholdOf(threshold: number | Readonly<Record<string, number>>, name: string): number {
  const least = typeof threshold === 'number' ? threshold : threshold[name]
  if (typeof least === 'number' && least >= 0 && least <= 1) return least
  throw new ArgumentError(`detect: the threshold of "${name}" is ${least}. Give a number from 0 to 1.`, { name, least })
}
