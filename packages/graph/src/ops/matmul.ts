import { ShapeError } from '@towerkit/core'
import { broadcastShapes, requireSameDtype, unbroadcast } from '../broadcasting.ts'
import { productOf } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reshape } from './reshape.ts'
import { transpose } from './transpose.ts'

/**
 * Matrix product over the last two axes, broadcast over the others; as NumPy's matmul, but both need two axes at least.
 */
export function matmul(a: Value, b: Value): Value {
  return a.graph.emit(matmulOp, { A: a, B: b }, {}).Y
}

export const matmulOp: Op<'A' | 'B', 'Y'> = {
  type: 'MatMul',
  since: 13,
  inputs: ['A', 'B'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => {
    requireSameDtype('matmul', A, B)
    const [rows, inner] = A.shape.slice(-2)
    const [sameInner, columns] = B.shape.slice(-2)
    if (A.shape.length < 2 || B.shape.length < 2 || inner !== sameInner) {
      throw new ShapeError(
        `matmul: cannot multiply [${A.shape}] by [${B.shape}]. The last axis of the first must equal the second ` +
          'to last of the second.',
        { left: A.shape, right: B.shape },
      )
    }
    return {
      Y: {
        dtype: A.dtype,
        shape: [...broadcastShapes('matmul', A.shape.slice(0, -2), B.shape.slice(0, -2)), rows!, columns!],
      },
    }
  },
  gradient: ({ inputs: { A, B }, grad }) => ({
    A: unbroadcast(matmul(grad.Y, transpose(B)), A),
    B:
      B.shape.length === 2
        ? matmul(transpose(asMatrix(A)), asMatrix(grad.Y))
        : unbroadcast(matmul(transpose(A), grad.Y), B),
  }),
  samples: [
    { shapes: { A: [2, 3], B: [3, 4] } },
    { shapes: { A: [2, 5, 3], B: [3, 4] } },
    { shapes: { A: [2, 1, 2, 3], B: [4, 3, 5] } },
  ],
  doc: {
    summary: 'Matrix product.',
    gradient: 'dA = dY·Bᵀ, dB = Aᵀ·dY',
    source: 'https://onnx.ai/onnx/operators/onnx__MatMul.html',
  },
}

/** All axes but the last as one: one large product is faster than a sum of many small ones. */
function asMatrix(x: Value): Value {
  return reshape(x, [productOf(x.shape.slice(0, -1)), x.shape.at(-1)!])
}
