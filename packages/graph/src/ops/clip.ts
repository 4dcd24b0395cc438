import { requireKnownOptions } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { and } from './and.ts'
import { greater } from './greater.ts'
import { greaterOrEqual } from './greater-or-equal.ts'
import { less } from './less.ts'
import { lessOrEqual } from './less-or-equal.ts'
import { reduceSum } from './reduce-sum.ts'
import { where } from './where.ts'

/** Options of `clip`: numbers, or scalar values of the type of `x`. */
export interface ClipOptions {
  /** Default: no lower bound. */
  readonly min?: Value | number
  /** Default: no upper bound. */
  readonly max?: Value | number
}

/** Every element brought between `min` and `max`. */
export function clip(x: Value, options: ClipOptions): Value {
  const { min, max } = requireKnownOptions('clip', options, { min: true, max: true })
  const bound = (value: Value | number) => (typeof value === 'number' ? x.graph.constant(value, x.dtype) : value)
  return x.graph.emit(
    clipOp,
    { input: x, ...(min !== undefined && { min: bound(min) }), ...(max !== undefined && { max: bound(max) }) },
    {},
  ).output
}

export const clipOp: Op<'input', 'output', {}, 'min' | 'max'> = {
  type: 'Clip',
  since: 13,
  inputs: ['input', 'min', 'max'],
  optional: ['min', 'max'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ inputs: { input, min, max }, grad }) => {
    const inside = [...(min ? [greaterOrEqual(input, min)] : []), ...(max ? [lessOrEqual(input, max)] : [])]
    return {
      input:
        inside.length > 0
          ? where(
              inside.reduce((all, each) => and(all, each)),
              grad.output,
              0,
            )
          : grad.output,
      ...(min && !min.constant && { min: reduceSum(where(less(input, min), grad.output, 0)) }),
      ...(max && !max.constant && { max: reduceSum(where(greater(input, max), grad.output, 0)) }),
    }
  },
  samples: [
    {
      shapes: { input: [3, 4] },
      constants: {
        min: { dtype: 'float32', shape: [], data: [-0.3] },
        max: { dtype: 'float32', shape: [], data: [0.4] },
      },
    },
    { shapes: { input: [3, 4] }, constants: { max: { dtype: 'float32', shape: [], data: [0.2] } } },
    { shapes: { input: [3, 4], min: [] } },
  ],
  doc: {
    summary: 'Every element brought between two bounds.',
    gradient: 'dX = dY where min ≤ X ≤ max, else 0',
    source: 'https://onnx.ai/onnx/operators/onnx__Clip.html',
  },
}
