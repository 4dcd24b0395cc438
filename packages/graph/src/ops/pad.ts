import { requireKnownOptions, ShapeError, UnsupportedError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { sumOf, type Dimension, type Shape } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Inputs, Op } from '../op.ts'
import { scatterAlongAxis } from '../scatter-along-axis.ts'
import type { Value } from '../value.ts'
import { range } from './range.ts'
import { reduceSum } from './reduce-sum.ts'
import { slice } from './slice.ts'
import { sub } from './sub.ts'

/** What is put around a tensor: a value, its edge repeated, its mirror image, or its other end. */
export type PadMode = 'constant' | 'edge' | 'reflect' | 'wrap'

/** Options of `pad`. */
export interface PadOptions {
  /** Default 'constant'. */
  readonly mode?: PadMode
  /** The fill value of 'constant'. Default 0. */
  readonly value?: number
}

/**
 * `x` with something put before and after it along its axes.
 *
 * @param pads Lengths before and after, one pair for each axis.
 */
export function pad(
  x: Value,
  pads: readonly (readonly [before: Dimension, after: Dimension])[],
  options: PadOptions = {},
): Value {
  const { mode = 'constant', value = 0 } = requireKnownOptions('pad', options, { mode: true, value: true })
  const lengths = x.graph.shapeTensor([...pads.map(([before]) => before), ...pads.map(([, after]) => after)])
  return x.graph.emit(padOp, { data: x, pads: lengths, constant_value: x.graph.constant(value, x.dtype) }, { mode })
    .output
}

export const padOp: Op<'data' | 'pads', 'output', { mode: PadMode }, 'constant_value' | 'axes'> = {
  type: 'Pad',
  since: 19,
  inputs: ['data', 'pads', 'constant_value', 'axes'],
  optional: ['constant_value', 'axes'],
  outputs: ['output'],
  attributes: { mode: 'string' },
  defaults: { mode: 'constant' },
  infer: ({ inputs }) => ({
    output: {
      dtype: inputs.data.dtype,
      shape: padsOf(inputs).reduce(
        (shape: Shape, { axis, before, after }) => shape.with(axis, sumOf([before, shape[axis]!, after])),
        inputs.data.shape,
      ),
    },
  }),
  gradient: ({ inputs, grad, attributes: { mode } }) => {
    if (mode !== 'constant')
      return {
        data: padsOf(inputs).reduce(
          (part, cut) => gathered(part, inputs.data.shape[cut.axis]!, { ...cut, mode }),
          grad.output,
        ),
      }
    const data = padsOf(inputs).reduce(
      (part, { axis, before, after }) =>
        slice(part, { axis, start: before, ...(after !== 0 && { end: opposite(after) }) }),
      grad.output,
    )
    const fill = inputs.constant_value
    return { data, ...(fill && !fill.constant && { constant_value: sub(reduceSum(grad.output), reduceSum(data)) }) }
  },
  samples: [
    {
      shapes: { data: [2, 3] },
      constants: { pads: { dtype: 'int64', shape: [4], data: [1, 0, 0, 2] } },
      attributes: { mode: 'constant' },
    },
    {
      shapes: { data: [4, 3] },
      constants: { pads: { dtype: 'int64', shape: [4], data: [1, 0, 2, 1] } },
      attributes: { mode: 'reflect' },
    },
    {
      shapes: { data: [2, 3] },
      constants: { pads: { dtype: 'int64', shape: [4], data: [3, 0, 1, 2] } },
      attributes: { mode: 'edge' },
    },
    {
      shapes: { data: [4, 3] },
      constants: { pads: { dtype: 'int64', shape: [4], data: [1, 0, 2, 1] } },
      attributes: { mode: 'wrap' },
    },
    {
      shapes: { data: [2, 3], constant_value: [] },
      constants: {
        pads: { dtype: 'int64', shape: [2], data: [1, 1] },
        axes: { dtype: 'int64', shape: [1], data: [-1] },
      },
      attributes: { mode: 'constant' },
    },
  ],
  doc: {
    summary: 'Something put around a tensor.',
    gradient: 'dX = the inner part of dY; in the other modes dY added up by the elements repeated',
    source: 'https://onnx.ai/onnx/operators/onnx__Pad.html',
  },
}

function padsOf({
  data,
  pads,
  axes,
}: Inputs<'data' | 'pads', 'constant_value' | 'axes'>): { axis: number; before: Dimension; after: Dimension }[] {
  const lengths = knownElements('pad', pads)
  const along = axes
    ? knownElements('pad', axes).map(axis => resolveAxis('pad', axis as number, data.shape.length))
    : [...data.shape.keys()]
  if (lengths.length !== 2 * along.length)
    throw new ShapeError(
      `pad: ${lengths.length} lengths for ${along.length} axes. Give one before and one after for each.`,
      { lengths, shape: data.shape },
    )
  return along.map((axis, i) => ({ axis, before: lengths[i]!, after: lengths[along.length + i]! }))
}

/** The gradient along one axis whose elements are repeated: where each came from is seen by padding their numbers. */
function gathered(
  grad: Value,
  length: Dimension,
  { axis, before, after, mode }: { axis: number; before: Dimension; after: Dimension; mode: PadMode },
): Value {
  if (before === 0 && after === 0) return grad
  const indices = pad(range(grad.graph, length), [[before, after]], { mode })
  return scatterAlongAxis(grad, { indices, axis, shape: grad.shape.with(axis, length) })
}

/** A length counted from the end. */
function opposite(length: Dimension): number {
  if (typeof length === 'string')
    throw new UnsupportedError(
      `pad: the gradient with the symbolic length "${length}" after the tensor. Pad by a number, or join zeros ` +
        'with concat.',
      { length },
    )
  return -length
}
