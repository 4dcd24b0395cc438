import { broadcastTypes, operands } from '../broadcasting.ts'
import { elementWiseExtremumGradients } from '../extremum-gradients.ts'
import { foldElementWise } from '../fold-element-wise.ts'
import type { Op } from '../op.ts'
import type { TensorType, Value } from '../value.ts'

/** Smaller of two elements, element-wise with broadcasting. A number counts as a scalar. */
export function min(a: Value | number, b: Value | number): Value {
  const [A, B] = operands('min', a, b)
  return A.graph.emit(minOp, { 0: A, 1: B }, {}).min
}

export const minOp: Op<string, 'min'> = {
  type: 'Min',
  since: 13,
  inputs: 'variadic',
  outputs: ['min'],
  attributes: {},
  infer: ({ inputs }) => ({ min: Object.values<TensorType>(inputs).reduce((a, b) => broadcastTypes('min', a, b)) }),
  gradient: ({ inputs, outputs, grad }) => elementWiseExtremumGradients(inputs, outputs.min, grad.min),
  evaluate: inputs => ({ min: Object.values(inputs).reduce((a, b) => foldElementWise(a, b, Math.min)) }),
  samples: [
    { shapes: { 0: [2, 3], 1: [2, 3] } },
    { shapes: { 0: [2, 3], 1: [3], 2: [2, 1] } },
    { shapes: { 0: [], 1: [4, 1, 2] } },
  ],
  doc: {
    summary: 'The minimum of tensors, element-wise with broadcasting.',
    gradient: 'dXᵢ = dY where Xᵢ is the minimum, shared among equal ones',
    source: 'https://onnx.ai/onnx/operators/onnx__Min.html',
  },
}
