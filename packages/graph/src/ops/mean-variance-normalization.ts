import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { div } from './div.ts'
import { mul } from './mul.ts'
import { reduceMean } from './reduce-mean.ts'
import { sqrt } from './sqrt.ts'
import { sub } from './sub.ts'

/** (x − mean) / (deviation + 10⁻⁹) over `axes`. */
export function meanVarianceNormalization(x: Value, axes: readonly number[]): Value {
  const centred = sub(x, reduceMean(x, axes, { keepDimensions: true }))
  return div(centred, add(sqrt(reduceMean(mul(centred, centred), axes, { keepDimensions: true })), 1e-9))
}

export const meanVarianceNormalizationOp: Op<'X', 'Y', { axes: readonly number[] }> = {
  type: 'MeanVarianceNormalization',
  since: 13,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { axes: 'ints' },
  defaults: { axes: [0, 2, 3] },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: 'reference',
  reference: ({ X }, { axes }) => ({ Y: meanVarianceNormalization(X, axes) }),
  samples: [{ shapes: { X: [2, 3, 4, 5] }, attributes: { axes: [0, 2, 3] } }],
  doc: {
    summary: 'Zero mean and unit variance over axes.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html',
  },
}
