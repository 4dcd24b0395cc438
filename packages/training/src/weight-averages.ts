import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { averageShares } from './average-shares.ts'
import type { StoredPart } from './stored-part.ts'
import { tableAverage } from './table-average.ts'
import { wholeAverage } from './weight-average.ts'
import type { TrainedWeight } from './weights.ts'

/** Options of the moving average of weights. */
export interface AverageOptions {
  /** Share of the average that a step keeps, in (0, 1). Early steps keep less: (1 + t) / (10 + t). Default 0.999. */
  readonly decay?: number
}

/** The moving average of a run's weights. */
export interface WeightAverages extends StoredPart {
  /** Called before a step changes the weights. @param rows The rows that it changes, by table. */
  beforeUpdate(step: number, rows: Readonly<Record<string, Int32Array>>): void
  /** Takes the weights of a step into the average. */
  update(step: number): void
  /** Runs `work` while the model has the averaged weights of a step. */
  inPlace(step: number, work: () => Promise<void>): Promise<void>
  /** Leaves the averaged weights of a step in the model. */
  finish(step: number): void
}

/**
 * Exponential moving average: a = d·a + (1 − d)·w after each step, d = min(decay, (1 + t)/(10 + t)). Without options it
 * has no effect.
 *
 * @throws {ArgumentError} if the decay is not between 0 and 1.
 *
 * @see Polyak and Juditsky, Acceleration of stochastic approximation by averaging, 1992; TensorFlow's
 *   ExponentialMovingAverage for the first steps.
 */
export function weightAverages(weights: readonly TrainedWeight[], options: AverageOptions | undefined): WeightAverages {
  if (!options)
    return {
      beforeUpdate() {},
      update() {},
      inPlace: (_, work) => work(),
      finish() {},
      tensors: () => ({}),
      restore() {},
    }
  const { decay = 0.999 } = requireKnownOptions('train.average', options, { decay: true })
  if (!(decay > 0 && decay < 1))
    throw new ArgumentError(`train: the average has a decay of ${decay}. Give a number between 0 and 1.`, { decay })
  const shares = averageShares(decay)
  const averages = weights
    .filter(({ isTrained }) => isTrained)
    .map(weight => ({ name: weight.name, average: (weight.touchedRows ? tableAverage : wholeAverage)(weight, shares) }))
  return {
    beforeUpdate(step, rows) {
      for (const { name, average } of averages) average.beforeUpdate(step, rows[name])
    },
    update(step) {
      for (const { average } of averages) average.update(step)
    },
    async inPlace(step, work) {
      const takeBack = averages.map(({ average }) => average.put(step))
      try {
        await work()
      } finally {
        for (const each of takeBack) each()
      }
    },
    finish(step) {
      for (const { average } of averages) average.put(step)
    },
    tensors: () => Object.assign({}, ...averages.map(({ average }) => average.tensors())),
    restore(tensors) {
      for (const { average } of averages) average.restore(tensors)
    },
  }
}
