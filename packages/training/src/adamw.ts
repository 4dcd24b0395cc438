import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, div, mul, sqrt, sub } from '@towerkit/graph'
import type { Optimizer } from './optimizer.ts'

/** Options of `adamW`. */
export interface AdamWOptions {
  /** Default 1e-3. */
  readonly learningRate?: number
  /** Share of the old mean and of the old variance that a step keeps. Default [0.9, 0.999]. */
  readonly betas?: readonly [mean: number, variance: number]
  /** Added to the root of the variance. Default 1e-8. */
  readonly epsilon?: number
  /** Decay of matrices and tables, per unit of learning rate. Default 0.01. */
  readonly weightDecay?: number
}

/**
 * Adam with decoupled weight decay:
 *
 *     m = β₁m + (1 − β₁)g,  v = β₂v + (1 − β₂)g²,  w = w − η·λ·w − η · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
 *
 * Rows of a table that no batch names keep weight and state as they are, without decay (as PyTorch's SparseAdam).
 *
 * @throws {ArgumentError} if a setting is out of range.
 *
 * @example
 * train({ ..., optimizer: adamW({ learningRate: 2e-5 }) })
 *
 * @see Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2.
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const {
    learningRate = 1e-3,
    betas = [0.9, 0.999],
    epsilon = 1e-8,
    weightDecay = 0.01,
  } = requireKnownOptions<AdamWOptions>('adamW', options, {
    learningRate: true,
    betas: true,
    epsilon: true,
    weightDecay: true,
  })
  if (!(learningRate >= 0) || !(epsilon > 0) || !(weightDecay >= 0) || !betas.every(beta => beta >= 0 && beta < 1)) {
    throw new ArgumentError(
      `adamW: learningRate ${learningRate}, betas [${betas}], epsilon ${epsilon}, weightDecay ${weightDecay}. ` +
        'Betas lie in [0, 1), epsilon above 0, the others are at least 0.',
    )
  }
  const [meanBeta, varianceBeta] = betas
  return {
    name: 'adamW',
    learningRate,
    slots: ['mean', 'variance'],
    options: { learningRate, betas, epsilon, weightDecay },
    source: 'https://arxiv.org/abs/1711.05101 algorithm 2',
    scalars: ({ step, learningRate: rate, decays }) => ({
      // √(v/c) + ε = (√v + ε√c) / √c with c = 1 − β₂ᵗ: the corrections become two scalars.
      rate: (rate * Math.sqrt(1 - varianceBeta ** step)) / (1 - meanBeta ** step),
      epsilon: epsilon * Math.sqrt(1 - varianceBeta ** step),
      keep: decays ? 1 - rate * weightDecay : 1,
    }),
    update: ({ weight, gradient, state, scalars }) => {
      const mean = add(mul(state['mean']!, meanBeta), mul(gradient, 1 - meanBeta))
      const variance = add(mul(state['variance']!, varianceBeta), mul(mul(gradient, gradient), 1 - varianceBeta))
      const change = div(mul(mean, scalars['rate']!), add(sqrt(variance), scalars['epsilon']!))
      return { weight: sub(mul(weight, scalars['keep']!), change), state: { mean, variance } }
    },
  }
}
