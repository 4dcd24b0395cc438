import { broadcastTypes } from '../broadcasting.ts'
import type { Op } from '../op.ts'
import { add } from '../ops/add.ts'
import { layerNormalizationOp } from '../ops/layer-normalization.ts'

/** Layer normalisation of input + skip + bias. */
export const skipLayerNormalizationOp: Op<
  'input' | 'skip' | 'gamma',
  'output' | 'mean' | 'inv_std_var' | 'input_skip_bias_sum',
  { epsilon: number },
  'beta' | 'bias'
> = {
  type: 'SkipLayerNormalization',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['input', 'skip', 'gamma', 'beta', 'bias'],
  optional: ['beta', 'bias'],
  outputs: ['output', 'mean', 'inv_std_var', 'input_skip_bias_sum'],
  optionalOutputs: ['mean', 'inv_std_var', 'input_skip_bias_sum'],
  attributes: { epsilon: 'float' },
  defaults: { epsilon: 1e-12 },
  infer: ({ inputs: { input, skip } }) => {
    const sum = broadcastTypes('SkipLayerNormalization', input, skip)
    const statistics = { dtype: sum.dtype, shape: sum.shape.with(-1, 1) }
    return { output: sum, mean: statistics, inv_std_var: statistics, input_skip_bias_sum: sum }
  },
  gradient: 'reference',
  reference: ({ input, skip, gamma, beta, bias }, { epsilon }) => {
    const whole = add(bias ? add(input, bias) : input, skip)
    const { Y, Mean, InvStdDev } = whole.graph.emit(
      layerNormalizationOp,
      { X: whole, Scale: gamma, ...(beta && { B: beta }) },
      { axis: whole.shape.length - 1, epsilon },
    )
    return { output: Y, mean: Mean, inv_std_var: InvStdDev, input_skip_bias_sum: whole }
  },
  samples: [
    {
      shapes: { input: [2, 3, 4], skip: [2, 3, 4], gamma: [4], beta: [4], bias: [4] },
      attributes: { epsilon: 1e-5 },
      outputs: ['output', 'input_skip_bias_sum'],
    },
    { shapes: { input: [2, 3, 4], skip: [2, 3, 4], gamma: [4] }, attributes: { epsilon: 1e-5 }, outputs: ['output'] },
  ],
  doc: {
    summary: 'Layer normalisation of input + skip + bias.',
    gradient: 'of its parts',
    source:
      'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md' +
      '#com.microsoft.SkipLayerNormalization',
  },
}
