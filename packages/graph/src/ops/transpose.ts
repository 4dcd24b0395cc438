import { ArgumentError } from '@towerkit/core'
import { constantData } from '../constant-data.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Elements that are worth folding: those of shapes and bounds. */
const mostFolded = 256

/**
 * Reorders axes: axis `i` of the result is axis `order[i]` of `x`. Without an order the last two axes are swapped.
 */
export function transpose(x: Value, order: readonly number[] = lastTwoSwapped(x)): Value {
  if (order.every((axis, position) => axis === position) && order.length === x.shape.length) return x
  return x.graph.emit(transposeOp, { data: x }, { perm: order }).transposed
}

export const transposeOp: Op<'data', 'transposed', { perm: readonly number[] }> = {
  type: 'Transpose',
  since: 13,
  inputs: ['data'],
  outputs: ['transposed'],
  attributes: { perm: 'ints' },
  infer: ({ inputs: { data }, attributes: { perm } }) => {
    if (perm.length !== data.shape.length || perm.some((_, axis) => !perm.includes(axis))) {
      throw new ArgumentError(
        `transpose: order [${perm}] for a tensor of rank ${data.shape.length}. Name every axis once.`,
        { order: perm, rank: data.shape.length },
      )
    }
    return { transposed: { dtype: data.dtype, shape: perm.map(axis => data.shape[axis]!) } }
  },
  gradient: ({ grad, attributes: { perm } }) => ({
    data: transpose(
      grad.transposed,
      perm.map((_, axis) => perm.indexOf(axis)),
    ),
  }),
  evaluate: ({ data }, { perm }) => {
    const { dtype, shape, data: elements } = data!
    if (elements.length > mostFolded || dtype === 'float16') return undefined
    const turned = perm.map(axis => shape[axis]!)
    const strideOf = (axis: number) => shape.slice(axis + 1).reduce((size, length) => size * length, 1)
    const moved = Array.from({ length: elements.length }, (_, place) => {
      let rest = place
      let from = 0
      for (let axis = perm.length - 1; axis >= 0; axis--) {
        from += (rest % turned[axis]!) * strideOf(perm[axis]!)
        rest = Math.floor(rest / turned[axis]!)
      }
      return Number(elements[from])
    })
    return { transposed: { dtype, shape: turned, data: constantData(moved, dtype) } }
  },
  samples: [
    { shapes: { data: [2, 3] }, attributes: { perm: [1, 0] } },
    { shapes: { data: [2, 3, 4] }, attributes: { perm: [2, 0, 1] } },
  ],
  doc: {
    summary: 'Reorders the axes.',
    gradient: 'dX = dY with the axes put back',
    source: 'https://onnx.ai/onnx/operators/onnx__Transpose.html',
  },
}

function lastTwoSwapped(x: Value): number[] {
  const rank = x.shape.length
  if (rank < 2)
    throw new ArgumentError(`transpose: a tensor of rank ${rank}. Give a tensor of at least two axes.`, { rank })
  return [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]
}
