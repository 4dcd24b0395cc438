import { ShapeError } from '@towerkit/core'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

type MatmulNBitsAttributes = { K: number; N: number; bits: number; block_size: number; accuracy_level: number }

/** Options of `matmulNBits`. */
export interface MatmulNBitsOptions {
  /** Rows of the matrix: the last axis of `a`. */
  readonly rows: number
  /** Columns of the matrix. */
  readonly columns: number
  /** Values of a column that share a scale: a power of two of at least 16. */
  readonly blockSize: number
}

/**
 * Matrix product with a matrix of 4-bit numbers: a·((b - 8)·scales). An op of ONNX Runtime, not of the standard.
 *
 * @param a float32 [..., rows]
 * @param b uint8 [columns, blocks, blockSize / 2], two numbers a byte, the lower half first.
 * @param scales float32 [columns, blocks]
 * @returns float32 [..., columns]
 * @throws {ShapeError} if they do not fit.
 */
export function matmulNBits(a: Value, { b, scales }: { readonly b: Value; readonly scales: Value }, { rows, columns, blockSize }: MatmulNBitsOptions): Value {
  return a.graph.emit(matmulNBitsOp, { A: a, B: b, scales }, { K: rows, N: columns, bits: 4, block_size: blockSize, accuracy_level: 0 }).Y
}

export const matmulNBitsOp: Op<'A' | 'B' | 'scales', 'Y', MatmulNBitsAttributes, 'zero_points' | 'g_idx' | 'bias'> = {
  type: 'MatMulNBits',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B', 'scales', 'zero_points', 'g_idx', 'bias'],
  optional: ['zero_points', 'g_idx', 'bias'],
  outputs: ['Y'],
  attributes: { K: 'int', N: 'int', bits: 'int', block_size: 'int', accuracy_level: 'int' },
  defaults: { bits: 4, accuracy_level: 0 },
  infer: ({ inputs: { A, B }, attributes: { K, N, bits, block_size } }) => {
    const stored = N * Math.ceil(K / block_size) * block_size * bits / 8
    if (A.shape.at(-1) !== K || B.dtype !== 'uint8' || B.shape.reduce<number>((size, length) => size * Number(length), 1) !== stored) {
      throw new ShapeError(`matmulNBits: cannot multiply [${A.shape}] by a matrix of ${K} x ${N} stored as ${B.dtype} [${B.shape}]. Its last axis must be ${K}, and the matrix ${stored} bytes.`, { left: A.shape, right: B.shape })
    }
    return { Y: { dtype: A.dtype, shape: A.shape.with(-1, N) } }
  },
  gradient: null,
  samples: [{
    shapes: { A: [2, 3, 16] },
    constants: { B: { dtype: 'uint8', shape: [2, 1, 8], data: [0, 17, 34, 51, 255, 128, 8, 136, 1, 2, 3, 4, 5, 6, 7, 8] }, scales: { dtype: 'float32', shape: [2, 1], data: [0.5, -0.25] } },
    attributes: { K: 16, N: 2, bits: 4, block_size: 16, accuracy_level: 0 },
  }],
  doc: { summary: 'Matrix product with a matrix of 4-bit numbers.', gradient: 'none', source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits' },
}
