import { ArgumentError, UnsupportedError } from '@towerkit/core'
import { constantData } from '../constant-data.ts'
import { differenceOf, type Dimension } from '../dimension.ts'
import type { Graph } from '../graph.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reshape } from './reshape.ts'

/** The whole numbers from 0 up to `length` (exclusive), int64 [length]. */
export function range(graph: Graph, length: Dimension): Value {
  const limit = typeof length === 'number' ? graph.constant(length, 'int64') : reshape(graph.shapeTensor([length]), [])
  return graph.emit(rangeOp, { start: graph.constant(0, 'int64'), limit, delta: graph.constant(1, 'int64') }, {}).output
}

export const rangeOp: Op<'start' | 'limit' | 'delta', 'output'> = {
  type: 'Range',
  since: 11,
  inputs: ['start', 'limit', 'delta'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { start, limit, delta } }) => {
    const [from, to, step] = [start, limit, delta].map(value => knownElements('range', value)[0]!) as [
      Dimension,
      Dimension,
      Dimension,
    ]
    if (step === 0) throw new ArgumentError('range: step 0. Give a positive or a negative step.')
    const distance = differenceOf(to, from)
    const length =
      typeof distance === 'number' && typeof step === 'number'
        ? Math.max(0, Math.ceil(distance / step))
        : step === 1
          ? distance
          : undefined
    if (length === undefined)
      throw new UnsupportedError(
        `range: the length from ${from} to ${to} by ${step} is not known while building. Start at 0 and step by 1.`,
        { start: from, limit: to, delta: step },
      )
    return { output: { dtype: limit.dtype, shape: [length] } }
  },
  gradient: null,
  evaluate: ({ start, limit, delta }) => {
    const [from, to, step] = [start, limit, delta].map(tensor => Number(tensor!.data[0])) as [number, number, number]
    const length = Math.max(0, Math.ceil((to - from) / step))
    // Long ones are computed where they are needed, not stored.
    if (length > 64) return undefined
    return {
      output: {
        dtype: limit!.dtype,
        shape: [length],
        data: constantData(
          Array.from({ length }, (_, i) => from + i * step),
          limit!.dtype,
        ),
      },
    }
  },
  samples: [
    {
      shapes: {},
      constants: {
        start: { dtype: 'int64', shape: [], data: [2] },
        limit: { dtype: 'int64', shape: [], data: [9] },
        delta: { dtype: 'int64', shape: [], data: [3] },
      },
    },
  ],
  doc: {
    summary: 'Numbers at equal distances.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__Range.html',
  },
}
