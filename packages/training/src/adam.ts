import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, mul } from '@towerkit/graph'
import { adamW, type AdamWOptions } from './adamw.ts'
import type { Optimizer } from './optimizer.ts'

/** Options of `adam`. */
export interface AdamOptions extends Omit<AdamWOptions, 'weightDecay'> {
  /** Added to the gradient of matrices and tables, times the weight. Default 0. */
  readonly weightDecay?: number
}

/**
 * Adam: `adamW` without its decay; decay here is part of the gradient, g + λ·w, as PyTorch's Adam.
 *
 * @throws {ArgumentError} if a setting is out of range.
 *
 * @example
 * train({ ..., optimizer: adam({ learningRate: 1e-3 }) })
 *
 * @see Kingma and Ba, Adam: A method for stochastic optimization, 2015, algorithm 1.
 */
export function adam(given: AdamOptions = {}): Optimizer {
  const { weightDecay = 0, ...options } = requireKnownOptions<AdamOptions>('adam', given, {
    weightDecay: true,
    learningRate: true,
    betas: true,
    epsilon: true,
  })
  if (!(weightDecay >= 0))
    throw new ArgumentError(`adam: a weightDecay of ${weightDecay}. Give a number from 0 up.`, { weightDecay })
  const plain = adamW({ ...options, weightDecay: 0 })
  const { weightDecay: _, ...settings } = plain.options
  return {
    ...plain,
    name: 'adam',
    options: { ...settings, weightDecay },
    source: 'https://arxiv.org/abs/1412.6980 algorithm 1',
    scalars: context => ({ ...plain.scalars(context), decay: context.decays ? weightDecay : 0 }),
    update: ({ gradient, ...context }) =>
      plain.update({
        ...context,
        gradient: weightDecay > 0 ? add(gradient, mul(context.weight, context.scalars['decay']!)) : gradient,
      }),
  }
}
