import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { sameShape } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { reduceMean } from './reduce-mean.ts'
import { reshape } from './reshape.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/**
 * Instance normalisation: each channel of each example by its own mean and variance, (x − mean) / √(variance + ε) ·
 * scale + bias.
 *
 * @param x [batch, channels, ...lengths]
 * @param vectors `scale` and `bias`, [channels].
 * @see Ulyanov, Vedaldi and Lempitsky, Instance normalization, 2016, equation 3.
 */
export function instanceNormalization(
  x: Value,
  { scale, bias }: { readonly scale: Value; readonly bias: Value },
  options: { readonly epsilon?: number } = {},
): Value {
  const { epsilon = 1e-5 } = requireKnownOptions('instanceNormalization', options, { epsilon: true })
  const axes = [...x.shape.keys()].slice(2)
  const centred = sub(x, reduceMean(x, axes, { keepDimensions: true }))
  const deviation = sqrt(add(reduceMean(mul(centred, centred), axes, { keepDimensions: true }), epsilon))
  const [factor, offset] = [scale, bias].map(vector => reshape(vector, [vector.shape[0]!, ...axes.map(() => 1)]))
  return add(mul(div(centred, deviation), factor!), offset!)
}

export const instanceNormalizationOp: Op<'input' | 'scale' | 'B', 'output', { epsilon: number }> = {
  type: 'InstanceNormalization',
  since: 6,
  inputs: ['input', 'scale', 'B'],
  outputs: ['output'],
  attributes: { epsilon: 'float' },
  defaults: { epsilon: 1e-5 },
  infer: ({ inputs: { input, scale, B } }) => {
    if (![scale, B].every(({ shape }) => sameShape(shape, input.shape.slice(1, 2))) || input.shape.length < 3)
      throw new ShapeError(
        `instanceNormalization: scale [${scale.shape}] and bias [${B.shape}] for [${input.shape}]. Give one entry ` +
          'for each channel, and lengths after the channels.',
        { shape: input.shape },
      )
    return { output: { dtype: input.dtype, shape: input.shape } }
  },
  gradient: 'reference',
  reference: ({ input, scale, B }, { epsilon }) => ({
    output: instanceNormalization(input, { scale, bias: B }, { epsilon }),
  }),
  samples: [
    { shapes: { input: [2, 3, 4, 5], scale: [3], B: [3] }, attributes: { epsilon: 1e-5 } },
    { shapes: { input: [4, 2, 5], scale: [2], B: [2] }, attributes: { epsilon: 1e-2 } },
  ],
  doc: {
    summary: 'Instance normalisation: each channel of each example by its own mean and variance.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html',
  },
}
