import type { Op } from '../op.ts'
import type { Value } from '../value.ts'

/** The same tensor, through which nothing before it gets a gradient: for a teacher's scores, or a target. */
export function stopGradient(x: Value): Value {
  return x.graph.emit(barrier, { input: x }, {}).output
}

/** ONNX's Identity with another gradient; not listed among the ops, so that reading a model never meets it. */
const barrier: Op<'input', 'output'> = {
  type: 'Identity',
  since: 14,
  inputs: ['input'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input } }) => ({
    output: { dtype: input.dtype, shape: input.shape, ...(input.elements && { elements: input.elements }) },
  }),
  gradient: () => ({}),
  samples: [{ shapes: { input: [2, 3] } }],
  doc: {
    summary: 'The same tensor without a gradient.',
    gradient: 'zero',
    source: 'https://onnx.ai/onnx/operators/onnx__Identity.html',
  },
}
