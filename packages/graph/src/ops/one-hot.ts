import { ArgumentError, requireKnownOptions, type Dtype } from '@towerkit/core'
import type { Dimension } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { equal } from './equal.ts'
import { gather } from './gather.ts'
import { range } from './range.ts'
import { reshape } from './reshape.ts'
import { unsqueeze } from './unsqueeze.ts'
import { where } from './where.ts'

/** Options of `oneHot`. */
export interface OneHotOptions {
  /** Position of the new axis in the result. Default -1. */
  readonly axis?: number
  /** Type of the result. Default 'float32'. */
  readonly dtype?: Dtype
}

/** 1 at the position that an index names and 0 elsewhere, along a new axis of length `depth`. @param indices int64 */
export function oneHot(indices: Value, depth: Dimension, options: OneHotOptions = {}): Value {
  const { axis = -1, dtype = 'float32' } = requireKnownOptions('oneHot', options, { axis: true, dtype: true })
  const { graph } = indices
  return graph.emit(
    oneHotOp,
    { indices, depth: graph.shapeTensor([depth]), values: graph.constant([0, 1], dtype) },
    { axis },
  ).output
}

export const oneHotOp: Op<'indices' | 'depth' | 'values', 'output', { axis: number }> = {
  type: 'OneHot',
  since: 11,
  inputs: ['indices', 'depth', 'values'],
  outputs: ['output'],
  attributes: { axis: 'int' },
  defaults: { axis: -1 },
  infer: ({ inputs: { indices, depth, values }, attributes: { axis } }) => ({
    output: {
      dtype: values.dtype,
      shape: indices.shape.toSpliced(newAxis(indices, axis), 0, knownElements('oneHot', depth)[0]!),
    },
  }),
  gradient: null,
  reference: ({ indices, depth, values }, { axis }) => {
    const { graph } = indices
    const length = knownElements('oneHot', depth)[0]!
    const at = newAxis(indices, axis)
    const positions = reshape(range(graph, length), [
      length,
      ...Array.from({ length: indices.shape.length - at }, () => 1),
    ])
    const [off, on] = [0, 1].map(i => gather(values, graph.constant(i, 'int64')))
    return { output: where(equal(unsqueeze(indices, [at]), positions), on!, off!) }
  },
  samples: [
    {
      shapes: {},
      constants: {
        indices: { dtype: 'int64', shape: [2, 2], data: [0, 2, 1, 1] },
        depth: { dtype: 'int64', shape: [1], data: [3] },
        values: { dtype: 'float32', shape: [2], data: [0, 1] },
      },
      attributes: { axis: -1 },
    },
    {
      shapes: {},
      constants: {
        indices: { dtype: 'int64', shape: [2], data: [3, 0] },
        depth: { dtype: 'int64', shape: [], data: [4] },
        values: { dtype: 'float32', shape: [2], data: [-1, 2] },
      },
      attributes: { axis: 0 },
    },
  ],
  doc: {
    summary: 'A unit vector for each index.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__OneHot.html',
  },
}

function newAxis(indices: Value, axis: number): number {
  const rank = indices.shape.length + 1
  const at = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(at) || at < 0 || at >= rank)
    throw new ArgumentError(`oneHot: axis ${axis} of a result of rank ${rank}.`, { axis, rank })
  return at
}
