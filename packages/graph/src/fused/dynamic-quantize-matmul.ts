import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { dynamicQuantizeLinear } from '../ops/dynamic-quantize-linear.ts'
import { matmulInteger, matmulIntegerOp } from '../ops/matmul-integer.ts'
import { mul } from '../ops/mul.ts'

/** A·(B − zero point)·scale + bias, with A in whole numbers by its range. */
export const dynamicQuantizeMatmulOp: Op<'A' | 'B' | 'b_scale', 'Y', {}, 'b_zero_point' | 'bias'> = {
  type: 'DynamicQuantizeMatMul',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B', 'b_scale', 'b_zero_point', 'bias'],
  optional: ['b_zero_point', 'bias'],
  outputs: ['Y'],
  attributes: {},
  infer: ({ inputs: { A, B } }) => ({
    Y: {
      dtype: A.dtype,
      shape: matmulIntegerOp.infer({ inputs: { A: { ...A, dtype: 'uint8' }, B }, attributes: {}, outputCount: 1 }).Y
        .shape,
    },
  }),
  gradient: 'reference',
  reference: ({ A, B, b_scale, b_zero_point, bias }) => {
    const { y, scale, zeroPoint } = dynamicQuantizeLinear(A)
    const product = mul(
      cast(
        matmulInteger(y, B, { zeroPointA: zeroPoint, ...(b_zero_point && { zeroPointB: b_zero_point }) }),
        'float32',
      ),
      mul(scale, b_scale),
    )
    return { Y: bias ? add(product, bias) : product }
  },
  samples: [
    {
      shapes: { A: [3, 4] },
      constants: {
        B: { dtype: 'int8', shape: [4, 2], data: [-127, 5, 0, 1, 127, -3, 4, 9] },
        b_scale: { dtype: 'float32', shape: [2], data: [0.01, 0.02] },
        bias: { dtype: 'float32', shape: [2], data: [1, -1] },
      },
    },
  ],
  doc: {
    summary: 'Product with a matrix of whole numbers of 8 bits; A is quantised by its range.',
    gradient: 'of its parts',
    source:
      'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.DynamicQuantizeMatMul',
  },
}
