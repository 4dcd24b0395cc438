import { ArgumentError } from '@towerkit/core'
import { mostDimensions, type CodeStorage } from './code-arena.ts'
import { metrics, type Metric } from './metric.ts'

/** How `quantizedIndex` works. */
export interface QuantizedIndexOptions {
  /** Length of each vector, at least 1. */
  readonly dimensions: number
  /** Default 'cosine', which keeps vectors at length 1. 'binary' keeps directions only, so it has no other. */
  readonly metric?: Metric
  /** 'int8': a byte a number. 'binary': a bit a number, its sign. */
  readonly storage: CodeStorage
  /**
   * Keep the float32 vectors too: the best by their codes are then scored by them. Without them scores are estimates:
   * of the inner product, or for 'binary' the share of equal signs less that of different ones. Default true.
   */
  readonly rescoring?: boolean
  /** Candidates for each hit that are scored again. More: better recall. Default 4 for 'int8', 20 for 'binary'. */
  readonly oversampling?: number
  /** Names the model that makes the vectors, such as a hash of its weights. A saved index keeps it. Default: none. */
  readonly model?: string
}

/** Options with their defaults. @throws {ArgumentError} if one is out of range. */
export function quantizedSettings(
  caller: string,
  options: QuantizedIndexOptions,
): Required<Omit<QuantizedIndexOptions, 'model'>> {
  const {
    dimensions,
    metric = 'cosine',
    storage,
    rescoring = true,
    oversampling = storage === 'int8' ? 4 : 20,
  } = options
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions)
    throw new ArgumentError(
      `${caller}: dimensions is ${dimensions}. Give a whole number from 1 to ${mostDimensions}.`,
      { dimensions },
    )
  if (storage !== 'int8' && storage !== 'binary')
    throw new ArgumentError(`${caller}: storage is "${storage as string}". Give int8 or binary.`, { storage })
  if (!metrics.includes(metric))
    throw new ArgumentError(`${caller}: metric is "${metric}". Give one of ${metrics.join(', ')}.`, { metric })
  if (storage === 'binary' && metric !== 'cosine')
    throw new ArgumentError(
      `${caller}: storage "binary" keeps directions only, metric is "${metric}". Give metric "cosine", or storage ` +
        '"int8".',
      { storage, metric },
    )
  if (!Number.isSafeInteger(oversampling) || oversampling < 1)
    throw new ArgumentError(`${caller}: oversampling is ${oversampling}. Give a whole number of at least 1.`, {
      oversampling,
    })
  return { dimensions, metric, storage, rescoring, oversampling }
}
