import { ArgumentError, type Dtype } from '@towerkit/core'
import { constantData } from '../constant-data.ts'
import { dtypeOfOnnx, isFloat, onnxDataType } from '../dtype.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** `x` in another element type. Floats become whole numbers by cutting off the fraction; bools are 0 and 1. */
export function cast(x: Value, dtype: Dtype): Value {
  return x.dtype === dtype ? x : x.graph.emit(castOp, { input: x }, { to: onnxDataType[dtype] }).output
}

export const castOp: Op<'input', 'output', { to: number }> = {
  type: 'Cast',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { to: 'int' },
  infer: ({ inputs: { input }, attributes: { to } }) => {
    const dtype = dtypeOf(to)
    return {
      output: {
        dtype,
        shape: input.shape,
        ...(input.elements && (dtype === 'int64' || dtype === 'int32') && { elements: input.elements }),
      },
    }
  },
  gradient: ({ inputs: { input }, outputs: { output }, grad }): { input?: Value } =>
    isFloat(output.dtype) ? { input: cast(grad.output, input.dtype) } : {},
  evaluate: ({ input }, { to }) => {
    const dtype = dtypeOf(to)
    if (dtype === 'float16' || input!.dtype === 'float16') return undefined
    const elements = Array.from(input!.data, Number)
    const whole = isFloat(dtype)
      ? elements
      : elements.map(element => (dtype === 'bool' ? Number(element !== 0) : Math.trunc(element)))
    return { output: { dtype, shape: input!.shape, data: constantData(whole, dtype) } }
  },
  samples: [
    { shapes: { input: [2, 3] }, attributes: { to: onnxDataType.float64 } },
    {
      shapes: {},
      constants: { input: { dtype: 'int64', shape: [2], data: [3, 4] } },
      attributes: { to: onnxDataType.int32 },
    },
  ],
  doc: {
    summary: 'The same elements in another type.',
    gradient: 'dX = dY in the type of X; zero from whole numbers',
    source: 'https://onnx.ai/onnx/operators/onnx__Cast.html',
  },
}

function dtypeOf(code: number): Dtype {
  const dtype = dtypeOfOnnx(code)
  if (!dtype)
    throw new ArgumentError(
      `cast: ONNX element type ${code} is not supported. Use one of ${Object.keys(onnxDataType).join(', ')}.`,
      { code },
    )
  return dtype
}
