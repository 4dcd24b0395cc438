import type { Op } from '../op.ts'
import { matmul, matmulOp } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { transpose } from '../ops/transpose.ts'

/** α·A·B, each transposed or not. */
export const fusedMatmulOp: Op<'A' | 'B', 'Y', { alpha: number; transA: number; transB: number }> = {
  type: 'FusedMatMul',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B'],
  outputs: ['Y'],
  attributes: { alpha: 'float', transA: 'int', transB: 'int' },
  defaults: { alpha: 1, transA: 0, transB: 0 },
  infer: ({ inputs: { A, B }, attributes: { transA, transB } }) => {
    const turned = (x: typeof A, turn: number) =>
      turn === 1 ? { ...x, shape: [...x.shape.slice(0, -2), ...x.shape.slice(-2).toReversed()] } : x
    return {
      Y: matmulOp.infer({ inputs: { A: turned(A, transA), B: turned(B, transB) }, attributes: {}, outputCount: 1 }).Y,
    }
  },
  gradient: 'reference',
  reference: ({ A, B }, { alpha, transA, transB }) => {
    const product = matmul(transA === 1 ? transpose(A) : A, transB === 1 ? transpose(B) : B)
    return { Y: alpha === 1 ? product : mul(product, alpha) }
  },
  samples: [
    { shapes: { A: [2, 3, 4], B: [2, 5, 4] }, attributes: { alpha: 0.5, transA: 0, transB: 1 } },
    { shapes: { A: [4, 3], B: [4, 5] }, attributes: { alpha: 1, transA: 1, transB: 0 } },
  ],
  doc: {
    summary: 'Matrix product with a factor, of matrices transposed or not.',
    gradient: 'of its parts',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.FusedMatMul',
  },
}
