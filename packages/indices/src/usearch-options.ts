import { availableParallelism } from 'node:os'
import { ArgumentError } from '@towerkit/core'
import { metrics, type Metric } from './metric.ts'
import type { ScoreKernel } from './score-kernel.ts'

/**
 * How usearch keeps numbers: 32-bit floats, 16-bit floats of either kind, 8-bit integers, or one bit, the sign. The
 * last two keep directions only, so they need the cosine.
 */
export type UsearchStorage = 'f32' | 'f16' | 'bf16' | 'i8' | 'b1'

const storages: readonly UsearchStorage[] = ['f32', 'f16', 'bf16', 'i8', 'b1']

/** How `usearchIndex` works. */
export interface UsearchIndexOptions {
  /** Length of each vector, at least 1. */
  readonly dimensions: number
  /** Default 'inner-product'. 'cosine' keeps vectors at length 1; a vector of zeros scores 0. */
  readonly metric?: Metric
  /** Numbers in the graph; scores come from the float32 vectors whatever it is. Default 'f32'. */
  readonly storage?: UsearchStorage
  /** Neighbours of a vector in the graph, 2 to 512. More: better recall, more memory. Default 16. */
  readonly connectivity?: number
  /** Candidates looked at when a vector is added. More: better recall, slower additions. Default 128. */
  readonly expansionAdd?: number
  /** Candidates looked at in a search. More: better recall, slower searches. Default 128. */
  readonly expansionSearch?: number
  /**
   * Threads of a batch, at most the cores of the machine. With 1 the same additions give the same graph. Default: the
   * cores.
   */
  readonly threads?: number
  /** Names the model that makes the vectors, such as a hash of its weights. A saved index keeps it. Default: none. */
  readonly model?: string
  /** Scores the vectors that narrow conditions keep. Default: `plainKernel`; `runtimeKernel` is faster. */
  readonly kernel?: () => ScoreKernel | Promise<ScoreKernel>
}

/** Options with every number that the engine is given. */
export type UsearchSettings = Required<Omit<UsearchIndexOptions, 'model' | 'kernel'>>

/**
 * Fills in the defaults and refuses what would make usearch fail, or end the process.
 *
 * @throws {ArgumentError} if an option is out of range.
 */
export function usearchSettings(caller: string, options: UsearchIndexOptions): UsearchSettings {
  const {
    dimensions,
    metric = 'inner-product',
    storage = 'f32',
    connectivity = 16,
    expansionAdd = 128,
    expansionSearch = 128,
    threads = availableParallelism(),
  } = options
  if (!metrics.includes(metric))
    throw new ArgumentError(`${caller}: metric is "${metric}". Give one of ${metrics.join(', ')}.`, { metric })
  if (!storages.includes(storage))
    throw new ArgumentError(`${caller}: storage is "${storage}". Give one of ${storages.join(', ')}.`, { storage })
  if ((storage === 'i8' || storage === 'b1') && metric !== 'cosine') {
    throw new ArgumentError(
      `${caller}: storage "${storage}" keeps directions only, metric is "${metric}". Give metric "cosine", or ` +
        'another storage.',
      { storage, metric },
    )
  }
  const requireWithin = (name: string, value: number, [least, most]: readonly [number, number]) => {
    if (!Number.isSafeInteger(value) || value < least || value > most)
      throw new ArgumentError(`${caller}: ${name} is ${value}. Give a whole number from ${least} to ${most}.`, {
        [name]: value,
      })
  }
  requireWithin('dimensions', dimensions, [1, 2 ** 16])
  requireWithin('connectivity', connectivity, [2, 512])
  requireWithin('expansionAdd', expansionAdd, [1, 2 ** 16])
  requireWithin('expansionSearch', expansionSearch, [1, 2 ** 16])
  // usearch prepares for as many threads as there are cores, and fails in the middle of a batch with more.
  requireWithin('threads', threads, [1, availableParallelism()])
  return { dimensions, metric, storage, connectivity, expansionAdd, expansionSearch, threads }
}
