import { broadcastTypes, operands } from '../broadcasting.ts'
import { elementWiseExtremumGradients } from '../extremum-gradients.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { TensorType, Value } from '../value.ts'

/** Larger of two elements, element-wise with broadcasting. A number counts as a scalar. */
export function max(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('max', a, b)
  return A.graph.emit(maxOp, { 0: A, 1: B }, {}).max
}

export const maxOp: Op<string, 'max'> = {
  type: 'Max',
  since: 13,
  inputs: 'variadic',
  outputs: ['max'],
  attributes: {},
  infer: ({ inputs }) => ({ max: Object.values<TensorType>(inputs).reduce((a, b) => broadcastTypes('max', a, b)) }),
  gradient: ({ inputs, outputs, grad }) => elementWiseExtremumGradients(inputs, outputs.max, grad.max),
  evaluate: inputs => ({ max: Object.values(inputs).reduce((a, b) => foldElementWise(a, b, Math.max)) }),
  samples: [
    { shapes: { 0: [2, 3], 1: [2, 3] } },
    { shapes: { 0: [2, 3], 1: [3], 2: [2, 1] } },
    { shapes: { 0: [], 1: [4, 1, 2] } },
  ],
  doc: {
    summary: 'The maximum of tensors, element-wise with broadcasting.',
    gradient: 'dXᵢ = dY where Xᵢ is the maximum, shared among equal ones',
    source: 'https://onnx.ai/onnx/operators/onnx__Max.html',
  },
}
