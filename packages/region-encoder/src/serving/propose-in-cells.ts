import { boxIou, requireBox, suppressOverlaps, type Box } from '@towerkit/core'
import { cellBox, logistic, type CellDetection, type PictureCells } from './picture-cells.ts'

/**
 * Cells of one picture that may hold an object, best first, without those that overlap a better one.
 *
 * @param scores [cells]
 */
export function proposeInCells(
  cells: PictureCells,
  scores: ArrayLike<number>,
  { limit, iou }: { readonly limit: number; readonly iou: number },
): CellDetection[] {
  return suppressOverlaps(allBoxes(cells, scores), { iou, limit, classFree: true })
}

/** For each box the cell whose own box overlaps it most; a cell is taken by its score where several do. */
export function nearestCells(
  cells: PictureCells,
  scores: ArrayLike<number>,
  wanted: readonly Box[],
): (CellDetection & { readonly overlap: number })[] {
  const all = allBoxes(cells, scores)
  return wanted.map(box => {
    requireBox('propose', box)
    const overlaps = all.map(each => ({ ...each, overlap: boxIou(each.box, box) }))
    return overlaps.reduce((best, each) => (isNearer(each, best) ? each : best))
  })
}

function isNearer(a: { overlap: number; score: number }, b: { overlap: number; score: number }): boolean {
  return a.overlap === b.overlap ? a.score > b.score : a.overlap > b.overlap
}

function allBoxes(cells: PictureCells, scores: ArrayLike<number>): CellDetection[] {
  return Array.from(cells.objectness, (_, cell) => cell).flatMap(cell => {
    const box = cellBox(cells, cell)
    return box ? [{ box, label: '', score: scores[cell]!, cell }] : []
  })
}

/** The detector's own probabilities of an object. */
export function objectnessScores({ objectness }: PictureCells): Float32Array {
  return objectness.map(logistic)
}
