import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { mul } from '../ops/mul.ts'
import { rootMeanSquareNormalized } from './root-mean-square-normalized.ts'

/** Input + skip + bias divided by its root mean square. */
export const skipSimplifiedLayerNormalizationOp: Op<
  'input' | 'skip' | 'gamma',
  'output' | 'mean' | 'inv_std_var' | 'input_skip_bias_sum',
  { epsilon: number },
  'bias'
> = {
  type: 'SkipSimplifiedLayerNormalization',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['input', 'skip', 'gamma', 'bias'],
  optional: ['bias'],
  outputs: ['output', 'mean', 'inv_std_var', 'input_skip_bias_sum'],
  optionalOutputs: ['mean', 'inv_std_var', 'input_skip_bias_sum'],
  attributes: { epsilon: 'float' },
  defaults: { epsilon: 1e-12 },
  infer: ({ inputs: { input, skip } }) => {
    const sum = broadcastTypes('SkipSimplifiedLayerNormalization', input, skip)
    const statistics = { dtype: sum.dtype, shape: sum.shape.with(-1, 1) }
    return { output: sum, mean: statistics, inv_std_var: statistics, input_skip_bias_sum: sum }
  },
  gradient: 'reference',
  // There is no mean: nothing is subtracted.
  reference: ({ input, skip, gamma, bias }, { epsilon }) => {
    const whole = add(bias ? add(input, bias) : input, skip)
    const { normalized, inverse } = rootMeanSquareNormalized(whole, gamma, { epsilon })
    return { output: normalized, mean: mul(inverse, 0), inv_std_var: inverse, input_skip_bias_sum: whole }
  },
  samples: [
    {
      shapes: { input: [2, 3, 4], skip: [2, 3, 4], gamma: [4], bias: [4] },
      attributes: { epsilon: 1e-5 },
      outputs: ['output', 'input_skip_bias_sum'],
    },
    { shapes: { input: [2, 3, 4], skip: [2, 3, 4], gamma: [4] }, attributes: { epsilon: 1e-5 }, outputs: ['output'] },
  ],
  doc: {
    summary: 'Input + skip + bias divided by its root mean square.',
    gradient: 'of its parts',
    source:
      'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md' +
      '#com.microsoft.SkipSimplifiedLayerNormalization',
  },
}
