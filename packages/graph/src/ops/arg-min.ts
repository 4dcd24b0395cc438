import { requireKnownOptions } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Options of `argMin`. */
export interface ArgMinOptions {
  /** Default -1. */
  readonly axis?: number
  /** Keeps the axis with length 1. Default false. */
  readonly keepDimensions?: boolean
}

/** Position of the smallest element along an axis, int64; the first one among equals. */
export function argMin(x: Value, options: ArgMinOptions = {}): Value {
  const { axis = -1, keepDimensions = false } = requireKnownOptions('argMin', options, {
    axis: true,
    keepDimensions: true,
  })
  return x.graph.emit(
    argMinOp,
    { data: x },
    { axis: resolveAxis('argMin', axis, x.shape.length), keepdims: keepDimensions ? 1 : 0 },
  ).reduced
}

export const argMinOp: Op<'data', 'reduced', { axis: number; keepdims: number }> = {
  type: 'ArgMin',
  since: 13,
  inputs: ['data'],
  outputs: ['reduced'],
  attributes: { axis: 'int', keepdims: 'int' },
  defaults: { axis: 0, keepdims: 1 },
  infer: ({ inputs: { data }, attributes: { axis, keepdims } }) => {
    const at = resolveAxis('argMin', axis, data.shape.length)
    return { reduced: { dtype: 'int64', shape: keepdims === 1 ? data.shape.with(at, 1) : data.shape.toSpliced(at, 1) } }
  },
  gradient: null,
  samples: [
    { shapes: { data: [2, 3, 4] }, attributes: { axis: 1, keepdims: 0 } },
    { shapes: { data: [2, 3] }, attributes: { axis: 1, keepdims: 1 } },
  ],
  doc: {
    summary: 'Position of the smallest element along an axis.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__ArgMin.html',
  },
}
