import { isFloat } from '../dtype.ts'
import type { Graph } from '../graph.ts'
import type { AnyOp, Sample } from '../op.ts'
import type { Value } from '../value.ts'

/**
 * Emits `op` on a sample's inputs; those that are not given as values become constants, floats in the type of the
 * values.
 */
export function emitSample(
  op: AnyOp,
  sample: Sample,
  values: Readonly<Record<string, Value>>,
  graph: Graph,
): Readonly<Record<string, Value>> {
  const floats = Object.values(values)[0]?.dtype ?? 'float32'
  const constants = Object.fromEntries(
    Object.entries(sample.constants ?? {}).map(([name, { dtype, shape, data }]) => [
      name,
      graph.constant(data, isFloat(dtype) ? floats : dtype, shape),
    ]),
  )
  return graph.emit(op, { ...values, ...constants }, sample.attributes ?? {}, sample.outputCount)
}
