import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import type { TensorType, Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'

/** Mean of several tensors, element-wise with broadcasting. */
export function meanOfTensors(values: readonly [Value, ...Value[]]): Value {
  return div(
    values.reduce((sum, value) => add(sum, value)),
    values.length,
  )
}

export const meanOfTensorsOp: Op<string, 'mean'> = {
  type: 'Mean',
  since: 13,
  inputs: 'variadic',
  outputs: ['mean'],
  attributes: {},
  infer: ({ inputs }) => ({
    mean: Object.values<TensorType>(inputs).reduce((a, b) => broadcastTypes('meanOfTensors', a, b)),
  }),
  gradient: 'reference',
  reference: inputs => ({ mean: meanOfTensors(Object.values(inputs) as [Value, ...Value[]]) }),
  samples: [{ shapes: { 0: [2, 3], 1: [2, 3] } }, { shapes: { 0: [2, 3], 1: [3], 2: [2, 1] } }],
  doc: {
    summary: 'Mean of tensors, element-wise with broadcasting.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__Mean.html',
  },
}
