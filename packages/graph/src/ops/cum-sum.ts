import { requireKnownOptions } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Options of `cumSum`. */
export interface CumSumOptions {
  /** Leaves an element out of its own sum. Default false. */
  readonly exclusive?: boolean
  /** Sums from the end. Default false. */
  readonly reverse?: boolean
}

/** Running sums along an axis. */
export function cumSum(x: Value, axis: number, options: CumSumOptions = {}): Value {
  const { exclusive = false, reverse = false } = requireKnownOptions('cumSum', options, {
    exclusive: true,
    reverse: true,
  })
  const at = x.graph.constant(resolveAxis('cumSum', axis, x.shape.length), 'int64')
  return x.graph.emit(cumSumOp, { x, axis: at }, { exclusive: Number(exclusive), reverse: Number(reverse) }).y
}

export const cumSumOp: Op<'x' | 'axis', 'y', { exclusive: number; reverse: number }> = {
  type: 'CumSum',
  since: 14,
  inputs: ['x', 'axis'],
  outputs: ['y'],
  attributes: { exclusive: 'int', reverse: 'int' },
  defaults: { exclusive: 0, reverse: 0 },
  infer: ({ inputs: { x } }) => ({ y: { dtype: x.dtype, shape: x.shape } }),
  gradient: ({ inputs: { x, axis }, grad, attributes: { exclusive, reverse } }) => ({
    x: x.graph.emit(cumSumOp, { x: grad.y, axis }, { exclusive, reverse: 1 - reverse }).y,
  }),
  samples: [
    {
      shapes: { x: [2, 4] },
      constants: { axis: { dtype: 'int64', shape: [], data: [1] } },
      attributes: { exclusive: 0, reverse: 0 },
    },
    {
      shapes: { x: [3, 2] },
      constants: { axis: { dtype: 'int64', shape: [], data: [0] } },
      attributes: { exclusive: 1, reverse: 1 },
    },
  ],
  doc: {
    summary: 'Running sums along an axis.',
    gradient: 'dX = running sums of dY from the other end',
    source: 'https://onnx.ai/onnx/operators/onnx__CumSum.html',
  },
}
