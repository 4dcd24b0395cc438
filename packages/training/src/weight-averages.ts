import { ArgumentError } from '@towerkit/core'
import type { Tensor } from '@towerkit/runtime'
import type { TrainedWeight } from './weights.ts'

/** Options of the moving average of weights. */
export interface AverageOptions {
  /** Share of the average that a step keeps, in (0, 1). Early steps keep less: (1 + t) / (10 + t). Default 0.999. */
  readonly decay?: number
}

/** The moving average of a run's weights. */
export interface WeightAverages {
  /** Tensors to store in checkpoints; changed in place. */
  readonly tensors: Readonly<Record<string, Tensor<'float32'>>>
  /** Takes the weights of a step into the average. */
  update(step: number): void
  /** Runs `work` while the model has the averaged weights. */
  inPlace(work: () => Promise<void>): Promise<void>
  /** Leaves the averaged weights in the model. */
  finish(): void
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
  if (!options) return { tensors: {}, update() {}, inPlace: work => work(), finish() {} }
  const { decay = 0.999 } = options
  if (!(decay > 0 && decay < 1))
    throw new ArgumentError(`train: the average has a decay of ${decay}. Give a number between 0 and 1.`, { decay })
  const averaged = weights
    .filter(({ isTrained }) => isTrained)
    .map(({ name, shape, data }) => ({ name, shape, data, average: data.slice() }))
  const swap = () => {
    for (const { data, average } of averaged) {
      const own = data.slice()
      data.set(average)
      average.set(own)
    }
  }
  return {
    tensors: Object.fromEntries(
      averaged.map(({ name, shape, average }) => [`average.${name}`, { dtype: 'float32', shape, data: average }]),
    ),
    update(step) {
      const keep = Math.min(decay, (1 + step) / (10 + step))
      for (const { data, average } of averaged)
        for (let i = 0; i < data.length; i++) average[i]! += (1 - keep) * (data[i]! - average[i]!)
    },
    async inPlace(work) {
      swap()
      try {
        await work()
      } finally {
        swap()
      }
    },
    finish() {
      for (const { data, average } of averaged) data.set(average)
    },
  }
}
