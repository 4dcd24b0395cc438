import { resolveAxis } from '../axes.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { sub } from './sub.ts'

/** Softmax over one axis: eˣ / Σ eˣ, without overflow. */
export function softmax(x: Value, axis = -1): Value {
  return x.graph.emit(softmaxOp, { input: x }, { axis: resolveAxis('softmax', axis, x.shape.length) }).output
}

export const softmaxOp: Op<'input', 'output', { axis: number }> = {
  type: 'Softmax',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { axis: 'int' },
  defaults: { axis: -1 },
  infer: ({ inputs: { input } }) => ({ output: { dtype: input.dtype, shape: input.shape } }),
  gradient: ({ outputs: { output }, grad, attributes: { axis } }) => {
    const weighted = mul(grad.output, output)
    return { input: sub(weighted, mul(output, reduceSum(weighted, [axis], { keepDimensions: true }))) }
  },
  samples: [
    { shapes: { input: [2, 5] }, attributes: { axis: 1 } },
    { shapes: { input: [2, 5, 3] }, attributes: { axis: 1 } },
  ],
  doc: {
    summary: 'Softmax over one axis.',
    gradient: 'dX = Y·(dY − Σ dY·Y)',
    source: 'https://onnx.ai/onnx/operators/onnx__Softmax.html',
  },
}
