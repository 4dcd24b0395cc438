import { ShapeError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { sumOf, type Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { concat } from './concat.ts'
import { expand } from './expand.ts'

/** Parts of `x` along `axis` of the given lengths, which add up to the length of the axis. */
export function split(x: Value, lengths: Shape, axis: number): Value[] {
  if (lengths.length === 1) return [x]
  return Object.values(
    x.graph.emit(
      splitOp,
      { input: x, split: x.graph.shapeTensor(lengths) },
      { axis: resolveAxis('split', axis, x.shape.length) },
      lengths.length,
    ),
  )
}

export const splitOp: Op<'input' | 'split', string, { axis: number }> = {
  type: 'Split',
  since: 13,
  inputs: ['input', 'split'],
  outputs: 'variadic',
  attributes: { axis: 'int' },
  defaults: { axis: 0 },
  infer: ({ inputs: { input, split }, attributes: { axis } }) => {
    const lengths = knownElements('split', split)
    if (sumOf(lengths) !== input.shape[axis])
      throw new ShapeError(
        `split: lengths [${lengths}] of an axis of length ${input.shape[axis]}. They must add up to it.`,
        { lengths, length: input.shape[axis] },
      )
    return Object.fromEntries(
      lengths.map((length, i) => [i, { dtype: input.dtype, shape: input.shape.with(axis, length) }]),
    )
  },
  gradient: ({ outputs, grad, attributes: { axis } }) => ({
    input: concat(
      Object.entries(outputs).map(([key, part]) => grad[key] ?? expand(part.graph.constant(0, part.dtype), part.shape)),
      axis,
    ),
  }),
  samples: [
    {
      shapes: { input: [2, 6] },
      constants: { split: { dtype: 'int64', shape: [3], data: [1, 2, 3] } },
      attributes: { axis: 1 },
      outputCount: 3,
    },
    {
      shapes: { input: [4, 2] },
      constants: { split: { dtype: 'int64', shape: [2], data: [3, 1] } },
      attributes: { axis: 0 },
      outputCount: 2,
      outputs: ['1'],
    },
  ],
  doc: {
    summary: 'Cuts a tensor along an axis.',
    gradient: 'dX = the parts of dY joined',
    source: 'https://onnx.ai/onnx/operators/onnx__Split.html',
  },
}
