import { ShapeError } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { TensorType, Value } from '../value.ts'
import { matmulOp } from './matmul.ts'

/** Options of `matMulInteger`. */
export interface MatMulIntegerOptions {
  /** Subtracted from `a`: a scalar, or one for each row. Default 0. */
  readonly aZeroPoint?: Value
  /** Subtracted from `b`: a scalar, or one for each column. Default 0. */
  readonly bZeroPoint?: Value
}

/**
 * (a − zero point)·(b − zero point) in whole numbers.
 *
 * @param a int8 or uint8, as is `b`.
 * @returns int32
 */
export function matMulInteger(a: Value, b: Value, { aZeroPoint, bZeroPoint }: MatMulIntegerOptions = {}): Value {
  return a.graph.emit(matMulIntegerOp, { A: a, B: b, ...(aZeroPoint && { a_zero_point: aZeroPoint }), ...(bZeroPoint && { b_zero_point: bZeroPoint }) }, {}).Y
}

export const matMulIntegerOp: Op<'A' | 'B', 'Y', {}, 'a_zero_point' | 'b_zero_point'> = {
  type: 'MatMulInteger',
  since: 10,
  inputs: ['A', 'B', 'a_zero_point', 'b_zero_point'],
  optional: ['a_zero_point', 'b_zero_point'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { A, B, a_zero_point, b_zero_point } }) => {
    requireBytes(A, a_zero_point)
    requireBytes(B, b_zero_point)
    const { shape } = matmulOp.infer({ inputs: { A: { ...A, dtype: 'int32' }, B: { ...B, dtype: 'int32' } }, attributes: {}, outputCount: 1 })['Y']!
    return { Y: { dtype: 'int32', shape } }
  },
  gradient: null,
  samples: [
    { shapes: {}, constants: { A: { dtype: 'uint8', shape: [2, 3], data: [1, 2, 3, 250, 0, 7] }, B: { dtype: 'int8', shape: [3, 2], data: [-1, 2, 3, -4, 5, 6] }, a_zero_point: { dtype: 'uint8', shape: [], data: [5] } } },
    { shapes: {}, constants: { A: { dtype: 'uint8', shape: [2, 1, 2], data: [1, 2, 3, 4] }, B: { dtype: 'uint8', shape: [2, 2], data: [1, 2, 3, 4] }, a_zero_point: { dtype: 'uint8', shape: [], data: [1] }, b_zero_point: { dtype: 'uint8', shape: [2], data: [1, 2] } } },
  ],
  doc: { summary: 'Matrix product of whole numbers of 8 bits.', gradient: 'none', source: 'https://onnx.ai/onnx/operators/onnx__MatMulInteger.html' },
}

function requireBytes(operand: TensorType, zeroPoint: TensorType | undefined): void {
  if ((operand.dtype !== 'int8' && operand.dtype !== 'uint8') || (zeroPoint && zeroPoint.dtype !== operand.dtype)) {
    throw new ShapeError(`matMulInteger: ${operand.dtype} with a zero point of ${zeroPoint?.dtype ?? 'no'} type. Give int8 or uint8, and zero points of the same type.`, { dtype: operand.dtype })
  }
}
