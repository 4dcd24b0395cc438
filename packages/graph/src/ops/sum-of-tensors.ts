import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { TensorType, Value } from '../value.ts'
import { add } from './add.ts'

/** Sum of several tensors, element-wise with broadcasting. */
export function sumOfTensors(values: readonly [Value, ...Value[]]): Value {
  return values.reduce((sum, value) => add(sum, value))
}

export const sumOfTensorsOp: Op<string, 'sum'> = {
  type: 'Sum',
  since: 13,
  inputs: 'variadic',
  outputs: ['sum'],
  attributes: {},
  infer: ({ inputs }) => ({
    sum: Object.values<TensorType>(inputs).reduce((a, b) => broadcastTypes('sumOfTensors', a, b)),
  }),
  gradient: 'reference',
  reference: inputs => ({ sum: sumOfTensors(Object.values(inputs) as [Value, ...Value[]]) }),
  samples: [{ shapes: { 0: [2, 3], 1: [2, 3] } }, { shapes: { 0: [2, 3], 1: [3], 2: [2, 1] } }],
  doc: {
    summary: 'Sum of tensors, element-wise with broadcasting.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__Sum.html',
  },
}
