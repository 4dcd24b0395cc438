import { requireKnownOptions, ShapeError, UnsupportedError, type Dtype } from '@towerkit/core'
import { dtypeOfOnnx, onnxDataType } from '../dtype.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** Options of `eyeLike`. */
export interface EyeLikeOptions {
  /** The diagonal: 0 the main one, above it positive. Default 0. */
  readonly diagonal?: number
  /** Default: that of `x`. */
  readonly dtype?: Dtype
}

/** Ones on a diagonal and zeros elsewhere, in the shape of the matrix `x`. */
export function eyeLike(x: Value, options: EyeLikeOptions = {}): Value {
  const { diagonal = 0, dtype = x.dtype } = requireKnownOptions('eyeLike', options, { diagonal: true, dtype: true })
  return x.graph.emit(eyeLikeOp, { input: x }, { k: diagonal, dtype: onnxDataType[dtype] }).output
}

export const eyeLikeOp: Op<'input', 'output', { k: number; dtype: number | undefined }> = {
  type: 'EyeLike',
  since: 9,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { k: 'int', dtype: 'int' },
  defaults: { k: 0 },
  infer: ({ inputs: { input }, attributes: { dtype } }) => {
    if (input.shape.length !== 2)
      throw new ShapeError(`eyeLike: a tensor of rank ${input.shape.length}. Give a matrix.`, { shape: input.shape })
    const type = dtype === undefined ? input.dtype : dtypeOfOnnx(dtype)
    if (type === undefined)
      throw new UnsupportedError(
        `eyeLike: ONNX element type ${dtype} is not supported. Use one of ${Object.keys(onnxDataType).join(', ')}.`,
        { dtype },
      )
    return { output: { dtype: type, shape: input.shape } }
  },
  gradient: () => ({}),
  samples: [
    { shapes: { input: [2, 3] }, attributes: { k: 1 } },
    {
      shapes: {},
      constants: { input: { dtype: 'float32', shape: [2, 2], data: [0, 0, 0, 0] } },
      attributes: { k: 0, dtype: onnxDataType.int64 },
    },
  ],
  doc: {
    summary: 'Ones on a diagonal, zeros elsewhere.',
    gradient: 'zero',
    source: 'https://onnx.ai/onnx/operators/onnx__EyeLike.html',
  },
}
