import { add, concat, exp, mul, slice, type Value } from '@towerkit/graph'
import type { DetectorLevel } from './detector.ts'

/**
 * Boxes of a level in pixels of the frame, as YOLOX codes them: centre = (x + cell)·stride, size = exp(s)·stride.
 *
 * @param rows [batch, cells, 4]
 * @returns [batch, cells, 4]: left, top, width, height.
 */
export function decodeBoxes(rows: Value, level: Pick<DetectorLevel, 'stride' | 'rows' | 'columns'>): Value {
  const { stride, columns } = level
  const cells = level.rows * columns
  const corners = new Float32Array(2 * cells)
  for (let cell = 0; cell < cells; cell++) {
    corners[2 * cell] = cell % columns
    corners[2 * cell + 1] = Math.floor(cell / columns)
  }
  const part = (start: number) => slice(rows, { axis: 2, start, end: start + 2 })
  const centre = mul(add(part(0), rows.graph.constant(corners, 'float32', [cells, 2])), stride)
  const size = mul(exp(part(2)), stride)
  return concat([add(centre, mul(size, -0.5)), size], 2)
}
