import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, mul, sub } from '@towerkit/graph'
import type { Optimizer } from './optimizer.ts'

/** Options of `sgd`. */
export interface SgdOptions {
  /** Default 0.1. */
  readonly learningRate?: number
  /** Share of the last change that a step repeats. Default 0. */
  readonly momentum?: number
  /** Added to the gradient of matrices and tables, times the weight. Default 0. */
  readonly weightDecay?: number
}

/**
 * Stochastic gradient descent with momentum: c = μ·c + g + λ·w, w = w − η·c, as PyTorch's.
 *
 * @throws {ArgumentError} if a setting is out of range.
 *
 * @see Sutskever et al., On the importance of initialization and momentum in deep learning, 2013, equations 1 and 2.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const {
    learningRate = 0.1,
    momentum = 0,
    weightDecay = 0,
  } = requireKnownOptions<SgdOptions>('sgd', options, { learningRate: true, momentum: true, weightDecay: true })
  if (!(learningRate >= 0) || !(momentum >= 0 && momentum < 1) || !(weightDecay >= 0)) {
    throw new ArgumentError(
      `sgd: learningRate ${learningRate}, momentum ${momentum}, weightDecay ${weightDecay}. Momentum lies in [0, ` +
        '1), the others are at least 0.',
    )
  }
  return {
    name: 'sgd',
    learningRate,
    slots: momentum > 0 ? ['change'] : [],
    options: { learningRate, momentum, weightDecay },
    source: 'https://proceedings.mlr.press/v28/sutskever13.html equations 1 and 2',
    scalars: ({ learningRate: rate, decays }) => ({ rate, decay: decays ? weightDecay : 0 }),
    update: ({ weight, gradient, state, scalars }) => {
      const decayed = weightDecay > 0 ? add(gradient, mul(weight, scalars['decay']!)) : gradient
      const change = momentum > 0 ? add(mul(state['change']!, momentum), decayed) : decayed
      return { weight: sub(weight, mul(change, scalars['rate']!)), state: momentum > 0 ? { change } : {} }
    },
  }
}
