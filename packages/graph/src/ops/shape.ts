import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** The dimensions of `x` from axis `start` up to `end` (exclusive), int64. */
export function shape(x: Value, options: { readonly start?: number; readonly end?: number } = {}): Value {
  const { start = 0, end = x.shape.length } = requireKnownOptions('shape', options, { start: true, end: true })
  return x.graph.emit(shapeOp, { data: x }, { start, end }).shape
}

export const shapeOp: Op<'data', 'shape', { start: number; end: number }> = {
  type: 'Shape',
  since: 15,
  inputs: ['data'],
  outputs: ['shape'],
  attributes: { start: 'int', end: 'int' },
  defaults: { start: 0 },
  infer: ({ inputs: { data }, attributes: { start, end } }) => {
    const elements = data.shape.slice(start, end)
    return { shape: { dtype: 'int64', shape: [elements.length], elements } }
  },
  gradient: null,
  samples: [{ shapes: { data: [2, 3, 4] }, attributes: { start: 1, end: 3 } }],
  doc: {
    summary: 'Dimensions of a tensor.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__Shape.html',
  },
}
