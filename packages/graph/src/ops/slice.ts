import { requireKnownOptions } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import { constantData } from '../constant-data.ts'
import type { Dimension, Shape } from '../dimension.ts'
import type { Op } from '../op.ts'
import { scatterAlongAxis } from '../scatter-along-axis.ts'
import { cutsOf, positionsOf, unlimited, type AxisCut } from '../slice-cuts.ts'
import type { Value } from '../value.ts'
import { concat } from './concat.ts'
import { expand } from './expand.ts'
import { range } from './range.ts'

/** Options of `slice`. */
export interface SliceOptions {
  /** Default 0. */
  readonly axis?: number
  /** First position; negative counts from the end. Default: the first one in the direction of the step. */
  readonly start?: Dimension
  /** Position after the last; negative counts from the end. Default: as far as there is something. */
  readonly end?: Dimension
  /** Default 1; negative goes backwards. */
  readonly step?: number
}

/** Elements that are worth folding: those of shapes and bounds. */
const mostFolded = 256

/**
 * The part of `x` from `start` to `end` (exclusive) along one axis.
 *
 * Along a symbolic axis the part must lie within its run-time length.
 *
 * @example
 * slice(hidden, { axis: 1, end: 1 }) // the first token: [batch, 1, 384] from [batch, sequence, 384]
 * slice(positions, { end: 'sequence' }) // [sequence, 384] from a table [512, 384]
 */
export function slice(x: Value, options: SliceOptions): Value {
  const {
    axis = 0,
    start,
    end,
    step = 1,
  } = requireKnownOptions('slice', options, { axis: true, start: true, end: true, step: true })
  const { graph } = x
  return graph.emit(
    sliceOp,
    {
      data: x,
      starts: graph.shapeTensor([start ?? (step > 0 ? 0 : unlimited)]),
      ends: graph.shapeTensor([end ?? (step > 0 ? unlimited : -unlimited)]),
      axes: graph.constant([resolveAxis('slice', axis, x.shape.length)], 'int64'),
      steps: graph.constant([step], 'int64'),
    },
    {},
  ).output
}

export const sliceOp: Op<'data' | 'starts' | 'ends', 'output', {}, 'axes' | 'steps'> = {
  type: 'Slice',
  since: 13,
  inputs: ['data', 'starts', 'ends', 'axes', 'steps'],
  optional: ['axes', 'steps'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs }) => {
    const { data } = inputs
    const cuts = cutsOf(inputs)
    const shape = cuts.reduce((cut: Shape, { axis, length }) => cut.with(axis, length), data.shape)
    const [cut] = cuts
    const elements =
      data.elements && data.shape.length === 1 && typeof data.shape[0] === 'number' && cut
        ? positionsOf(data.shape[0], cut).map(position => data.elements?.[position])
        : []
    const isKnown = data.elements && elements.every(element => element !== undefined)
    return { output: { dtype: data.dtype, shape, ...(isKnown && { elements: elements as Shape }) } }
  },
  gradient: ({ inputs, grad }) => {
    // Cuts along several axes are undone one by one, the last first.
    const cuts = cutsOf(inputs)
    const shapes = cuts.map((_, i) =>
      cuts.slice(0, i).reduce((cut: Shape, { axis, length }) => cut.with(axis, length), inputs.data.shape),
    )
    return { data: cuts.reduceRight((gradient, cut, i) => putBack(gradient, shapes[i]!, cut), grad.output) }
  },
  evaluate: ({ data, starts, ends, axes, steps }) => {
    const { dtype, shape, data: elements } = data!
    const axis = resolveAxis('slice', axes ? Number(axes.data[0]) : 0, shape.length)
    if (starts!.data.length !== 1 || elements.length > mostFolded || dtype === 'float16') return undefined
    const cut = {
      start: Number(starts!.data[0]),
      end: Number(ends!.data[0]),
      step: steps ? Number(steps.data[0]) : 1,
    }
    const positions = positionsOf(shape[axis]!, cut)
    const inner = shape.slice(axis + 1).reduce((size, length) => size * length, 1)
    const outer = shape.slice(0, axis).reduce((size, length) => size * length, 1)
    const kept = Array.from({ length: outer }, (_, block) =>
      positions.flatMap(position => {
        const start = (block * shape[axis]! + position) * inner
        return Array.from(elements.slice(start, start + inner), Number)
      }),
    ).flat()
    return { output: { dtype, shape: shape.with(axis, positions.length), data: constantData(kept, dtype) } }
  },
  samples: [
    { shapes: { data: [4, 5] }, constants: { starts: whole(1), ends: whole(3) } },
    {
      shapes: { data: [4, 5] },
      constants: { starts: whole(1, -3), ends: whole(unlimited, -1), axes: whole(0, 1), steps: whole(1, 1) },
    },
    { shapes: { data: [3, 7] }, constants: { starts: whole(0), ends: whole(7), axes: whole(1), steps: whole(3) } },
    {
      shapes: { data: [4, 2] },
      constants: { starts: whole(unlimited), ends: whole(-unlimited), axes: whole(0), steps: whole(-1) },
    },
  ],
  doc: {
    summary: 'A part along axes, with a step.',
    gradient: 'dX = dY in its place, zero elsewhere',
    source: 'https://onnx.ai/onnx/operators/onnx__Slice.html',
  },
}

function whole(...data: number[]): { dtype: 'int64'; shape: number[]; data: number[] } {
  return { dtype: 'int64', shape: [data.length], data }
}

/** Zeros of `shape` around, or between, the rows of a gradient. */
function putBack(gradient: Value, shape: Shape, { axis, start, end, step }: Omit<AxisCut, 'length'>): Value {
  const { graph, dtype } = gradient
  // How much is left beside a symbolic bound is not known while building: then rows are put back by their numbers.
  if (step !== 1 || typeof start === 'string' || (typeof end === 'string' && end !== shape[axis]))
    return scatterAlongAxis(gradient, { indices: slice(range(graph, shape[axis]!), { start, end, step }), axis, shape })
  const zeros = expand(graph.constant(0, dtype), shape)
  const parts = [gradient]
  if (start !== 0) parts.unshift(slice(zeros, { axis, end: start }))
  if (end !== shape[axis] && Number(end) < unlimited) parts.push(slice(zeros, { axis, start: end }))
  return concat(parts, axis)
}
