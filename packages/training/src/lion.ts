import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, mul, sign, sub } from '@towerkit/graph'
import type { Optimizer } from './optimizer.ts'

/** Options of `lion`. */
export interface LionOptions {
  /** A third to a tenth of AdamW's. Default 1e-4. */
  readonly learningRate?: number
  /** Share of the old mean in the change, and in the new mean. Default [0.9, 0.99]. */
  readonly betas?: readonly [change: number, mean: number]
  /** Decay of matrices and tables, per unit of learning rate; three to ten times AdamW's. Default 0.1. */
  readonly weightDecay?: number
}

/**
 * Lion: steps of one size, in the direction of the sign, with half of Adam's state:
 *
 *     w = w − η·( sign(β₁m + (1 − β₁)g) + λ·w ),  m = β₂m + (1 − β₂)g
 *
 * @throws {ArgumentError} if a setting is out of range.
 *
 * @example
 * train({ ..., optimizer: lion({ learningRate: 5e-6 }) })
 *
 * @see Chen et al., Symbolic discovery of optimization algorithms, arXiv 2302.06675, algorithm 2.
 */
export function lion(options: LionOptions = {}): Optimizer {
  const {
    learningRate = 1e-4,
    betas = [0.9, 0.99],
    weightDecay = 0.1,
  } = requireKnownOptions<LionOptions>('lion', options, { learningRate: true, betas: true, weightDecay: true })
  if (!(learningRate >= 0) || !(weightDecay >= 0) || !betas.every(beta => beta >= 0 && beta < 1)) {
    throw new ArgumentError(
      `lion: learningRate ${learningRate}, betas [${betas}], weightDecay ${weightDecay}. Betas lie in [0, 1), the ` +
        'others are at least 0.',
    )
  }
  const [changeBeta, meanBeta] = betas
  return {
    name: 'lion',
    learningRate,
    slots: ['mean'],
    options: { learningRate, betas, weightDecay },
    source: 'https://arxiv.org/abs/2302.06675 algorithm 2',
    scalars: ({ learningRate: rate, decays }) => ({ rate, keep: decays ? 1 - rate * weightDecay : 1 }),
    update: ({ weight, gradient, state, scalars }) => {
      const direction = sign(add(mul(state['mean']!, changeBeta), mul(gradient, 1 - changeBeta)))
      const mean = add(mul(state['mean']!, meanBeta), mul(gradient, 1 - meanBeta))
      return { weight: sub(mul(weight, scalars['keep']!), mul(direction, scalars['rate']!)), state: { mean } }
    },
  }
}
