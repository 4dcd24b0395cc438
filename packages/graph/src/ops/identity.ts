import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** The same tensor. */
export function identity(x: Value): Value {
  return x.graph.emit(identityOp, { input: x }, {}).output
}

export const identityOp: Op<'input', 'output'> = {
  type: 'Identity',
  since: 14,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({
    output: { dtype: input.dtype, shape: input.shape, ...(input.elements && { elements: input.elements }) },
  }),
  gradient: ({ grad }) => ({ input: grad.output }),
  samples: [{ shapes: { input: [2, 3] } }, { shapes: { input: [] } }],
  doc: {
    summary: 'The same tensor.',
    gradient: 'dX = dY',
    source: 'https://onnx.ai/onnx/operators/onnx__Identity.html',
  },
}
