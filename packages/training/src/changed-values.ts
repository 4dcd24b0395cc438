import { extendedArray } from './extended-array.ts'
import { gatherRows, scatterRows } from './table-rows.ts'
import type { TrainedWeight } from './weights.ts'

/**
 * The values of a weight that a run has changed: all of them, or of a table trained row by row those of the touched
 * rows. What is kept of a weight is kept in this form, so that it costs what was touched.
 *
 * @param values The weight's own, or others of its size, such as a state of the optimiser.
 * @param target Memory for the result. Default: new memory.
 */
export function changedValues(
  { data, shape, touchedRows }: TrainedWeight,
  values = data,
  target = new Float32Array(touchedRows ? touchedRows.rows.length * (values.length / shape[0]!) : values.length),
): Float32Array<ArrayBuffer> {
  if (touchedRows) gatherRows(values, touchedRows.rows, target)
  else target.set(values)
  return target
}

/** Writes what `changedValues` gave back into the weight, or into other values of its size. */
export function putChangedValues({ data, touchedRows }: TrainedWeight, changed: Float32Array, values = data): void {
  if (touchedRows) scatterRows(values, touchedRows.rows, changed)
  else values.set(changed)
}

/** `changed`, and behind it the present values of the rows that were touched since. */
export function withNewRows(
  { data, shape, touchedRows }: TrainedWeight,
  changed: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  if (!touchedRows) return changed
  const { rows } = touchedRows
  const width = data.length / shape[0]!
  const added = rows.subarray(changed.length / width)
  if (added.length === 0) return changed
  const longer = extendedArray(changed, rows.length * width)
  gatherRows(data, added, longer.subarray(changed.length))
  return longer
}

/** Shape of what `changedValues` gives of a weight. */
export function changedShape({ shape, touchedRows }: TrainedWeight): readonly number[] {
  return touchedRows ? [touchedRows.rows.length, ...shape.slice(1)] : shape
}
