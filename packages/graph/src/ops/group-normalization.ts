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

/** Options of `groupNormalization`. */
export interface GroupNormalizationOptions {
  /** Number of groups that the channels are divided into. */
  readonly groups: number
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
}

/**
 * Group normalisation: the channels of a group together by their mean and variance, (x − mean) / √(variance + ε) ·
 * scale + bias.
 *
 * @param x [batch, channels, ...lengths]
 * @param vectors `scale` and `bias`, [channels].
 * @see Wu and He, Group normalization, 2018, equations 1, 6 and 7.
 */
export function groupNormalization(
  x: Value,
  { scale, bias }: { readonly scale: Value; readonly bias: Value },
  options: GroupNormalizationOptions,
): Value {
  const { groups, epsilon = 1e-5 } = requireKnownOptions('groupNormalization', options, { groups: true, epsilon: true })
  const [batch, channels, ...lengths] = x.shape
  if (typeof channels !== 'number' || channels % groups !== 0)
    throw new ShapeError(
      `groupNormalization: ${channels} channels in ${groups} groups. Give a number of channels that the groups divide.`,
      { channels, groups },
    )
  const grouped = reshape(x, [batch!, groups, channels / groups, ...lengths])
  const axes = [...grouped.shape.keys()].slice(2)
  const centred = sub(grouped, reduceMean(grouped, axes, { keepDimensions: true }))
  const deviation = sqrt(add(reduceMean(mul(centred, centred), axes, { keepDimensions: true }), epsilon))
  const [factor, offset] = [scale, bias].map(vector => reshape(vector, [channels, ...lengths.map(() => 1)]))
  return add(mul(reshape(div(centred, deviation), x.shape), factor!), offset!)
}

export const groupNormalizationOp: Op<'X' | 'scale' | 'bias', 'Y', { epsilon: number; num_groups: number }> = {
  type: 'GroupNormalization',
  since: 21,
  inputs: ['X', 'scale', 'bias'],
  outputs: ['Y'],
  attributes: { epsilon: 'float', num_groups: 'int' },
  defaults: { epsilon: 1e-5 },
  infer: ({ inputs: { X, scale, bias } }) => {
    if (![scale, bias].every(({ shape }) => sameShape(shape, X.shape.slice(1, 2))))
      throw new ShapeError(
        `groupNormalization: scale [${scale.shape}] and bias [${bias.shape}] for [${X.shape}]. Give one entry for ` +
          'each channel.',
        { shape: X.shape },
      )
    return { Y: { dtype: X.dtype, shape: X.shape } }
  },
  gradient: 'reference',
  reference: ({ X, scale, bias }, { epsilon, num_groups }) => ({
    Y: groupNormalization(X, { scale, bias }, { groups: num_groups, epsilon }),
  }),
  samples: [
    { shapes: { X: [2, 4, 3, 5], scale: [4], bias: [4] }, attributes: { epsilon: 1e-5, num_groups: 2 } },
    { shapes: { X: [3, 6, 5], scale: [6], bias: [6] }, attributes: { epsilon: 1e-2, num_groups: 3 } },
  ],
  doc: {
    summary: 'Group normalisation: the channels of a group together by their mean and variance.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__GroupNormalization.html',
  },
}
