import type { Loss, Tensor } from '@towerkit/graph'
import type { SessionOptions } from '@towerkit/runtime'
import type { CheckpointOptions } from './checkpoint.ts'
import type { Evaluation, EvaluationOptions } from './evaluation.ts'
import type { Example } from './example.ts'
import type { NamePattern } from './name-pattern.ts'
import type { Optimizer } from './optimizer.ts'
import type { Sampler } from './sampler.ts'
import type { Schedule } from './schedule.ts'
import type { Trainable } from './trainable.ts'
import type { AverageOptions } from './weight-averages.ts'
import type { RateRule } from './weights.ts'

/** Examples, or batches drawn by a sampler. An array is shuffled; any other iterable is read in its own order. */
export type TrainingData = readonly Example[] | Iterable<Example> | AsyncIterable<Example> | Sampler

/** State of a run after a step. */
export interface TrainingProgress {
  /** Steps done, of `steps`. */
  readonly step: number
  readonly steps: number
  /** The task of this step; '' if the run has one that has no name. */
  readonly task: string
  /** Loss of this step's batch, averaged over accumulated batches. */
  readonly loss: number
  /** The terms of the loss by name, before their weights, averaged likewise. */
  readonly terms: Readonly<Record<string, number>>
  /**
   * With `termNorms`: norm of the gradient of each term, with its weight; over accumulated batches the root mean
   * square.
   */
  readonly termNorms?: Readonly<Record<string, number>>
  /** Root of the sum of squares of all gradients, before clipping. */
  readonly gradientNorm: number
  readonly learningRate: number
  /** Examples per second since the run was started or resumed. */
  readonly examplesPerSecond: number
  readonly remainingMs: number
}

/** One of several things that a model is trained for. */
export interface TrainingTask {
  readonly name: string
  readonly data: TrainingData
  readonly loss: Loss
  /** Share of the steps, relative to the other tasks. Default 1. */
  readonly weight?: number
  /** Examples in a batch. Default: that of the run. */
  readonly batchSize?: number
}

/** One loss over one data set. */
export interface SingleTask {
  readonly data: TrainingData
  readonly loss: Loss
  readonly tasks?: undefined
}

/** Several tasks, of which each step draws one. */
export interface SeveralTasks {
  readonly tasks: readonly TrainingTask[]
  readonly data?: undefined
  readonly loss?: undefined
}

/** Options of `train` besides the data. */
export interface RunOptions {
  readonly model: Trainable
  readonly optimizer: Optimizer
  readonly steps: number
  /** Examples in a batch, unless the data is a sampler. Default 32. */
  readonly batchSize?: number
  /** Default: constant. */
  readonly schedule?: Schedule
  /** Largest norm of all gradients together; larger ones are scaled down to it. Default 1; Infinity for none. */
  readonly clipNorm?: number
  /** Batches whose gradients are averaged in one step. Default 1. */
  readonly accumulate?: number
  /** Items that are in memory at once, for batches of any size (the gradient cache). Default: the whole batch. */
  readonly chunkSize?: number
  /** Source of all randomness. Default 0. */
  readonly seed?: number
  /** Whether encoders prepend their prompts to texts, as they do when serving. Default true. */
  readonly prompts?: boolean
  /** Items that are prepared at once, for towers that prepare them (`Tower.prepare`). Default 8. */
  readonly preparedAtOnce?: number
  /**
   * Whether progress reports the norm of the gradient of each term; costs one backward pass for each. Default false.
   */
  readonly termNorms?: boolean
  /**
   * Weights that are not trained, by patterns of their names `tower.parameter`. Default: none, and those that a tower
   * freezes itself.
   */
  readonly freeze?: readonly NamePattern[]
  /** Learning rates of their own, as factors; the last rule that fits a weight counts. See `layerwiseRates`. */
  readonly learningRates?: readonly RateRule[]
  /**
   * Follows the weights with a moving average, and leaves the averaged weights in the model at the end. Evaluations see
   * the averaged ones.
   */
  readonly average?: AverageOptions
  /** Scores the model during training: to watch it, to stop early, to keep the best weights. */
  readonly evaluation?: EvaluationOptions
  /** Folder or options. If it holds checkpoints of this very run, the run resumes from the last one. */
  readonly checkpoints?: string | CheckpointOptions
  readonly onProgress?: (progress: TrainingProgress) => void
  /** Called for a probable mistake that does not stop the run. Default: a Node.js process warning. */
  readonly onWarning?: (message: string) => void
  /** Stops the run after the current step. */
  readonly signal?: AbortSignal
  /** Threads and device. */
  readonly session?: SessionOptions
}

/** Options of `train`. */
export type TrainOptions = RunOptions & (SingleTask | SeveralTasks)

/** The result of a finished run. The trained weights are in the model. */
export interface TrainResult {
  /** Loss of each step done here: without those before a resumed checkpoint. */
  readonly losses: readonly number[]
  /** Of this run, in the order of their steps, those before a resumed checkpoint too. */
  readonly evaluations: readonly Evaluation[]
  /** Number of the last step taken: fewer than `steps` if the run stopped early. */
  readonly steps: number
  /**
   * Trained parameters of the loss, such as a temperature or a projection, by name; with several tasks by
   * `task.parameter`.
   */
  readonly lossParameters: Readonly<Record<string, number | Tensor>>
}
