import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { broadcastShapes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Options of `matmulInteger`. */
export interface MatmulIntegerOptions {
  /** Subtracted from each element of `a`: a scalar of its type. Default 0. */
  readonly zeroPointA?: Value
  /** Subtracted from each element of `b`: a scalar, or one number for each column. Default 0. */
  readonly zeroPointB?: Value
}

/**
 * Matrix product of bytes in 32 bits: (a - zeroPointA)·(b - zeroPointB), over the last two axes.
 *
 * @param a int8 or uint8 [..., rows, inner]
 * @param b int8 or uint8 [..., inner, columns]
 * @returns int32 [..., rows, columns]
 * @throws {ShapeError} if they do not fit.
 */
export function matmulInteger(a: Value, b: Value, options: MatmulIntegerOptions = {}): Value {
  const { zeroPointA, zeroPointB } = requireKnownOptions('matmulInteger', options, {
    zeroPointA: true,
    zeroPointB: true,
  })
  return a.graph.emit(
    matmulIntegerOp,
    { A: a, B: b, ...(zeroPointA && { a_zero_point: zeroPointA }), ...(zeroPointB && { b_zero_point: zeroPointB }) },
    {},
  ).Y
}

export const matmulIntegerOp: Op<'A' | 'B', 'Y', {}, 'a_zero_point' | 'b_zero_point'> = {
  type: 'MatMulInteger',
  since: 10,
  inputs: ['A', 'B', 'a_zero_point', 'b_zero_point'],
  optional: ['a_zero_point', 'b_zero_point'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => {
    const bytes = [A, B].every(({ dtype }) => dtype === 'int8' || dtype === 'uint8')
    const [rows, inner] = A.shape.slice(-2)
    const [sameInner, columns] = B.shape.slice(-2)
    if (!bytes || A.shape.length < 2 || B.shape.length < 2 || inner !== sameInner) {
      throw new ShapeError(
        `matmulInteger: cannot multiply ${A.dtype} [${A.shape}] by ${B.dtype} [${B.shape}]. Give int8 or uint8 ` +
          'tensors, the last axis of the first equal to the second to last of the second.',
        { left: A.shape, right: B.shape },
      )
    }
    return {
      Y: {
        dtype: 'int32',
        shape: [...broadcastShapes('matmulInteger', A.shape.slice(0, -2), B.shape.slice(0, -2)), rows!, columns!],
      },
    }
  },
  gradient: null,
  samples: [
    {
      shapes: {},
      constants: {
        A: { dtype: 'uint8', shape: [2, 3], data: [0, 128, 255, 7, 1, 2] },
        B: { dtype: 'int8', shape: [3, 2], data: [-127, 5, 0, 1, 127, -3] },
        a_zero_point: { dtype: 'uint8', shape: [], data: [128] },
      },
    },
    {
      shapes: {},
      constants: {
        A: { dtype: 'uint8', shape: [2, 1, 2], data: [1, 2, 3, 4] },
        B: { dtype: 'int8', shape: [2, 3], data: [1, 2, 3, -4, -5, -6] },
      },
    },
    {
      shapes: {},
      constants: {
        A: { dtype: 'uint8', shape: [2, 2], data: [1, 2, 3, 4] },
        B: { dtype: 'uint8', shape: [2, 2], data: [1, 2, 3, 4] },
        a_zero_point: { dtype: 'uint8', shape: [], data: [1] },
        b_zero_point: { dtype: 'uint8', shape: [2], data: [1, 2] },
      },
    },
  ],
  doc: {
    summary: 'Matrix product of bytes in 32 bits.',
    gradient: 'none',
    source: 'https://onnx.ai/onnx/operators/onnx__MatMulInteger.html',
  },
}
