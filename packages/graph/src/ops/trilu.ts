import { requireKnownOptions, ShapeError } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Options of `trilu`. */
export interface TriluOptions {
  /** True keeps the upper triangle, false the lower. Default true. */
  readonly upper?: boolean
  /** The diagonal that bounds the triangle: 0 the main one, above it positive. Default 0. */
  readonly diagonal?: number
}

/** The upper or lower triangle of matrices (the last two axes), zero elsewhere. */
export function trilu(x: Value, options: TriluOptions = {}): Value {
  const { upper = true, diagonal = 0 } = requireKnownOptions('trilu', options, { upper: true, diagonal: true })
  return x.graph.emit(triluOp, { input: x, k: x.graph.constant(diagonal, 'int64') }, { upper: Number(upper) }).output
}

export const triluOp: Op<'input', 'output', { upper: number }, 'k'> = {
  type: 'Trilu',
  since: 14,
  inputs: ['input', 'k'],
  optional: ['k'],
  outputs: ['output'],
  attributes: { upper: 'int' },
  defaults: { upper: 1 },
  infer: ({ inputs: { input } }) => {
    if (input.shape.length < 2)
      throw new ShapeError(`trilu: a tensor of rank ${input.shape.length}. Give a matrix, or several.`, {
        shape: input.shape,
      })
    return { output: { dtype: input.dtype, shape: input.shape } }
  },
  gradient: ({ inputs: { k }, grad, attributes }) => ({
    input: grad.output.graph.emit(triluOp, { input: grad.output, ...(k && { k }) }, attributes).output,
  }),
  samples: [
    { shapes: { input: [3, 4] }, attributes: { upper: 1 } },
    {
      shapes: { input: [2, 4, 3] },
      constants: { k: { dtype: 'int64', shape: [], data: [-1] } },
      attributes: { upper: 0 },
    },
  ],
  doc: {
    summary: 'The upper or lower triangle of matrices.',
    gradient: 'dX = the same triangle of dY',
    source: 'https://onnx.ai/onnx/operators/onnx__Trilu.html',
  },
}
