import { ArgumentError, ShapeError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { constantData } from '../constant-data.ts'
import { sameShape, sumOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { split } from './split.ts'

/** Joins `values` along `axis`. */
export function concat(values: readonly Value[], axis: number): Value {
  const first = values[0]
  if (first === undefined) throw new ArgumentError('concat: no values. Give at least one.')
  return first.graph.emit(concatOp, Object.fromEntries(values.entries()), {
    axis: resolveAxis('concat', axis, first.shape.length),
  }).concat_result
}

export const concatOp: Op<string, 'concat_result', { axis: number }> = {
  type: 'Concat',
  since: 13,
  inputs: 'variadic',
  outputs: ['concat_result'],
  attributes: { axis: 'int' },
  infer: ({ inputs, attributes: { axis } }) => {
    const values = Object.values(inputs)
    const first = values[0]!
    for (const value of values) {
      if (value.dtype !== first.dtype || !sameShape(value.shape.toSpliced(axis, 1), first.shape.toSpliced(axis, 1))) {
        throw new ShapeError(
          `concat: ${value.dtype} [${value.shape}] does not fit ${first.dtype} [${first.shape}] along axis ${axis}.`,
          { axis, left: first.shape, right: value.shape },
        )
      }
    }
    const elements = values.every(value => value.elements) ? values.flatMap(value => value.elements!) : undefined
    return {
      concat_result: {
        dtype: first.dtype,
        shape: first.shape.with(axis, sumOf(values.map(value => value.shape[axis]!))),
        ...(elements && { elements }),
      },
    }
  },
  gradient: ({ inputs, grad, attributes: { axis } }) => {
    const parts = split(
      grad.concat_result,
      Object.values(inputs).map(value => value.shape[axis]!),
      axis,
    )
    return Object.fromEntries(Object.keys(inputs).map((key, i) => [key, parts[i]!]))
  },
  evaluate: inputs => {
    const values = Object.values(inputs)
    // Only vectors are folded: shapes are built of them.
    if (values[0]!.shape.length !== 1) return undefined
    const data = values.flatMap(value => Array.from(value.data, Number))
    return {
      concat_result: { dtype: values[0]!.dtype, shape: [data.length], data: constantData(data, values[0]!.dtype) },
    }
  },
  samples: [
    { shapes: { 0: [2, 3], 1: [2, 1], 2: [2, 2] }, attributes: { axis: 1 } },
    { shapes: { 0: [1, 3], 1: [2, 3] }, attributes: { axis: 0 } },
  ],
  doc: {
    summary: 'Joins tensors along an axis.',
    gradient: 'dXᵢ = slice of dY',
    source: 'https://onnx.ai/onnx/operators/onnx__Concat.html',
  },
}
