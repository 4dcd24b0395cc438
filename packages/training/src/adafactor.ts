import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, div, max, mul, productOf, reduceMean, reshape, sqrt, sub, type Value } from '@towerkit/graph'
import type { Optimizer } from './optimizer.ts'

/** Options of `adafactor`. */
export interface AdafactorOptions {
  /** Default 1e-3. */
  readonly learningRate?: number
  /** Share of the old second moment that step t keeps is 1 − t^decayPower; below 0. Default -0.8. */
  readonly decayPower?: number
  /** Largest root mean square of a tensor's change before the learning rate; above 0. Default 1. */
  readonly clipThreshold?: number
  /** Multiplies the learning rate by the root mean square of the weights, at least 1e-3. Default true. */
  readonly scaleByWeight?: boolean
  /** Decay of matrices and tables, per unit of learning rate. Default 0. */
  readonly weightDecay?: number
}

/** Added to squares of gradients, and the least scale of weights, as in the paper. */
const epsilon = 1e-30
const leastScale = 1e-3

/**
 * Adafactor: Adam without a first moment. The second moment of a matrix is stored as the means of its rows and columns,
 * so that the state of [n, m] is n + m numbers:
 *
 *     r = βr + (1 − β)·mean over columns of g²,  c = βc + (1 − β)·mean over rows of g²,  v = r·cᵀ / mean r
 *     u = g / √v,  u = u / max(1, rms(u)/d),  w = w − η·max(ε₂, rms(w))·u
 *
 * Vectors keep v as it is. Tables are trained whole, not row by row.
 *
 * @throws {ArgumentError} if a setting is out of range.
 *
 * @example
 * train({ ..., optimizer: adafactor({ learningRate: 1e-3 }) })
 *
 * @see Shazeer and Stern, Adafactor, arXiv 1804.04235, algorithms 4 and 5; without a first moment.
 */
export function adafactor(options: AdafactorOptions = {}): Optimizer {
  const {
    learningRate = 1e-3,
    decayPower = -0.8,
    clipThreshold = 1,
    scaleByWeight = true,
    weightDecay = 0,
  } = requireKnownOptions<AdafactorOptions>('adafactor', options, {
    learningRate: true,
    decayPower: true,
    clipThreshold: true,
    scaleByWeight: true,
    weightDecay: true,
  })
  if (!(learningRate >= 0) || !(decayPower < 0) || !(clipThreshold > 0) || !(weightDecay >= 0)) {
    throw new ArgumentError(
      `adafactor: learningRate ${learningRate}, decayPower ${decayPower}, clipThreshold ${clipThreshold}, ` +
        `weightDecay ${weightDecay}. decayPower lies below 0, clipThreshold above 0, the others are at least 0.`,
    )
  }
  return {
    name: 'adafactor',
    learningRate,
    slots: ['rows', 'columns'],
    options: { learningRate, decayPower, clipThreshold, scaleByWeight, weightDecay },
    source: 'https://arxiv.org/abs/1804.04235 algorithms 4 and 5',
    // A vector keeps its second moment in the slot of rows, and none in that of columns.
    wholeTensors: {
      slotShape: (slot, [first = 1, ...rest]) =>
        slot === 'rows' ? [first] : rest.length === 0 ? [0] : [productOf(rest)],
    },
    scalars: ({ step, learningRate: rate, decays }) => ({
      rate,
      keep: 1 - step ** decayPower,
      fresh: step ** decayPower,
      keepWeight: decays ? 1 - rate * weightDecay : 1,
    }),
    update: ({ weight, gradient, state, scalars }) => {
      const squares = add(mul(gradient, gradient), epsilon)
      const moved = (slot: string, value: Value) =>
        add(mul(state[slot]!, scalars['keep']!), mul(value, scalars['fresh']!))
      const isMatrix = weight.shape.length === 2
      const rows = moved('rows', isMatrix ? reduceMean(squares, [1]) : squares)
      const columns = isMatrix ? moved('columns', reduceMean(squares, [0])) : state['columns']!
      const change = isMatrix
        ? div(div(gradient, column(sqrt(div(rows, reduceMean(rows))))), sqrt(columns))
        : div(gradient, sqrt(rows))
      const clipped = div(change, max(mul(rootMeanSquare(change), 1 / clipThreshold), 1))
      const rate = scaleByWeight ? mul(max(rootMeanSquare(weight), leastScale), scalars['rate']!) : scalars['rate']!
      return { weight: sub(mul(weight, scalars['keepWeight']!), mul(clipped, rate)), state: { rows, columns } }
    },
  }
}

function rootMeanSquare(x: Value): Value {
  return sqrt(reduceMean(mul(x, x)))
}

/** [n] as [n, 1] */
function column(x: Value): Value {
  return reshape(x, [x.shape[0]!, 1])
}
