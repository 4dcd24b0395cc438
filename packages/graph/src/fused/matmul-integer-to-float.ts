import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { matmulInteger, matmulIntegerOp } from '../ops/matmul-integer.ts'
import { mul } from '../ops/mul.ts'

/** (A − zero point)·(B − zero point)·scales + bias: a product of whole numbers as floats. */
export const matmulIntegerToFloatOp: Op<
  'A' | 'B' | 'a_scale' | 'b_scale',
  'Y',
  {},
  'a_zero_point' | 'b_zero_point' | 'bias'
> = {
  type: 'MatMulIntegerToFloat',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B', 'a_scale', 'b_scale', 'a_zero_point', 'b_zero_point', 'bias'],
  optional: ['a_zero_point', 'b_zero_point', 'bias'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { A, B, a_scale } }) => ({
    Y: {
      dtype: a_scale.dtype,
      shape: matmulIntegerOp.infer({ inputs: { A, B }, attributes: {}, outputCount: 1 }).Y.shape,
    },
  }),
  gradient: 'reference',
  reference: ({ A, B, a_scale, b_scale, a_zero_point, b_zero_point, bias }) => {
    const product = matmulInteger(A, B, {
      ...(a_zero_point && { zeroPointA: a_zero_point }),
      ...(b_zero_point && { zeroPointB: b_zero_point }),
    })
    const floats = mul(cast(product, a_scale.dtype), mul(a_scale, b_scale))
    return { Y: bias ? add(floats, bias) : floats }
  },
  samples: [
    {
      shapes: { a_scale: [], b_scale: [2], bias: [2] },
      constants: {
        A: { dtype: 'uint8', shape: [2, 3], data: [0, 128, 255, 7, 1, 2] },
        B: { dtype: 'int8', shape: [3, 2], data: [-127, 5, 0, 1, 127, -3] },
        a_zero_point: { dtype: 'uint8', shape: [], data: [128] },
      },
      range: [0.001, 0.002],
    },
  ],
  doc: {
    summary: 'Product of whole numbers of 8 bits as floats.',
    gradient: 'of its parts',
    source:
      'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulIntegerToFloat',
  },
}
