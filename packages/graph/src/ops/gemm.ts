import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { broadcastShapes, requireSameDtype, unbroadcast } from '../broadcasting.ts'
import { sameShape, type Shape } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { matmul } from './matmul.ts'
import { mul } from './mul.ts'
import { transpose } from './transpose.ts'

/** Options of `gemm`. */
export interface GemmOptions {
  /** Added to the product; broadcasts to it. Default: nothing. */
  readonly bias?: Value
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Factor of the product. Default 1. */
  readonly alpha?: number
  /** Factor of the bias. Default 1. */
  readonly beta?: number
}

type GemmAttributes = { alpha: number; beta: number; transA: number; transB: number }

/** α·a·b + β·bias for two matrices, each transposed or not: product and bias in one pass. */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
  const {
    bias,
    transposeA = false,
    transposeB = false,
    alpha = 1,
    beta = 1,
  } = requireKnownOptions('gemm', options, { bias: true, transposeA: true, transposeB: true, alpha: true, beta: true })
  return a.graph.emit(
    gemmOp,
    { A: a, B: b, ...(bias && { C: bias }) },
    { alpha, beta, transA: Number(transposeA), transB: Number(transposeB) },
  ).Y
}

export const gemmOp: Op<'A' | 'B', 'Y', GemmAttributes, 'C'> = {
  type: 'Gemm',
  since: 13,
  inputs: ['A', 'B', 'C'],
  optional: ['C'],
  outputs: ['Y'],
  attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' },
  defaults: { alpha: 1, beta: 1, transA: 0, transB: 0 },
  infer: ({ inputs: { A, B, C }, attributes: { transA, transB } }) => {
    requireSameDtype('gemm', A, B)
    const [rows, inner] = transA ? A.shape.toReversed() : A.shape
    const [sameInner, columns] = transB ? B.shape.toReversed() : B.shape
    const shape: Shape = [rows!, columns!]
    if (
      A.shape.length !== 2 ||
      B.shape.length !== 2 ||
      inner !== sameInner ||
      (C && !sameShape(broadcastShapes('gemm', C.shape, shape), shape))
    ) {
      throw new ShapeError(
        `gemm: cannot multiply [${A.shape}] by [${B.shape}]${C ? ` and add [${C.shape}]` : ''}. Give matrices ` +
          'that fit, and a bias that broadcasts to their product.',
        { left: A.shape, right: B.shape },
      )
    }
    return { Y: { dtype: A.dtype, shape } }
  },
  gradient: ({ inputs: { A, B, C }, grad, attributes: { alpha, beta, transA, transB } }) => {
    const scaled = alpha === 1 ? grad.Y : mul(grad.Y, alpha)
    // Each in the layout of its input: a product is never copied to turn it round.
    return {
      A: transA ? matmul(transB ? transpose(B) : B, transpose(scaled)) : matmul(scaled, transB ? B : transpose(B)),
      B: transB ? matmul(transpose(scaled), transA ? transpose(A) : A) : matmul(transA ? A : transpose(A), scaled),
      ...(C && { C: unbroadcast(beta === 1 ? grad.Y : mul(grad.Y, beta), C) }),
    }
  },
  samples: [
    { shapes: { A: [2, 3], B: [3, 4], C: [4] }, attributes: { alpha: 1, beta: 1, transA: 0, transB: 0 } },
    { shapes: { A: [3, 2], B: [4, 3], C: [2, 1] }, attributes: { alpha: 0.5, beta: 2, transA: 1, transB: 1 } },
    { shapes: { A: [2, 3], B: [4, 3] }, attributes: { alpha: 1, beta: 1, transA: 0, transB: 1 } },
  ],
  doc: {
    summary: 'Product of two matrices plus a bias: α·A·B + β·C.',
    gradient: 'dA = α·dY·Bᵀ, dB = α·Aᵀ·dY, dC = β·Σ dY over broadcast axes',
    source: 'https://onnx.ai/onnx/operators/onnx__Gemm.html',
  },
}
