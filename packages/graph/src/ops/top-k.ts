import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { resolveAxis } from '../axes.ts'
import type { Dimension } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { expand } from './expand.ts'
import { scatterElements } from './scatter-elements.ts'

/** Options of `topK`. */
export interface TopKOptions {
  /** Default -1. */
  readonly axis?: number
  /** False takes the smallest. Default true. */
  readonly largest?: boolean
  /** In order, ties by the lower index. Default true. */
  readonly sorted?: boolean
}

/**
 * The `k` largest elements along an axis, and where they are.
 *
 * @returns both with length `k` along the axis; indices int64.
 */
export function topK(
  x: Value,
  k: Dimension,
  options: TopKOptions = {},
): { readonly values: Value; readonly indices: Value } {
  const {
    axis = -1,
    largest = true,
    sorted = true,
  } = requireKnownOptions('topK', options, { axis: true, largest: true, sorted: true })
  const attributes = {
    axis: resolveAxis('topK', axis, x.shape.length),
    largest: Number(largest),
    sorted: Number(sorted),
  }
  const { Values, Indices } = x.graph.emit(topKOp, { X: x, K: x.graph.shapeTensor([k]) }, attributes)
  return { values: Values, indices: Indices }
}

export const topKOp: Op<'X' | 'K', 'Values' | 'Indices', { axis: number; largest: number; sorted: number }> = {
  type: 'TopK',
  since: 11,
  inputs: ['X', 'K'],
  outputs: ['Values', 'Indices'],
  attributes: { axis: 'int', largest: 'int', sorted: 'int' },
  defaults: { axis: -1, largest: 1, sorted: 1 },
  infer: ({ inputs: { X, K }, attributes: { axis } }) => {
    const at = resolveAxis('topK', axis, X.shape.length)
    const k = knownElements('topK', K)[0]!
    const length = X.shape[at]!
    if (typeof k === 'number' && typeof length === 'number' && k > length)
      throw new ShapeError(`topK: ${k} of ${length} elements. Ask for at most ${length}.`, { k, length })
    const shape = X.shape.with(at, k)
    return { Values: { dtype: X.dtype, shape }, Indices: { dtype: 'int64', shape } }
  },
  gradient: ({ inputs: { X }, outputs: { Indices }, grad, attributes: { axis } }) => ({
    X: scatterElements(expand(X.graph.constant(0, X.dtype), X.shape), Indices, grad.Values, { axis }),
  }),
  samples: [
    {
      shapes: { X: [2, 5] },
      constants: { K: { dtype: 'int64', shape: [1], data: [3] } },
      attributes: { axis: 1, largest: 1, sorted: 1 },
    },
    {
      shapes: { X: [4, 2] },
      constants: { K: { dtype: 'int64', shape: [1], data: [2] } },
      attributes: { axis: 0, largest: 0, sorted: 1 },
    },
  ],
  doc: {
    summary: 'The largest elements along an axis, and their indices.',
    gradient: 'dX = dValues at the indices, zero elsewhere',
    source: 'https://onnx.ai/onnx/operators/onnx__TopK.html',
  },
}
