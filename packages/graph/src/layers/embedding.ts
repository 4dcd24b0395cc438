import { requireKnownOptions } from '@towerkit/core'
import { normalInitializer } from '../initializers.ts'
import { gather } from '../ops/gather.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'

/** Options of `embedding`. */
export interface EmbeddingOptions {
  /** Number of rows: the vocabulary. */
  readonly rows: number
  /** Length of a row. */
  readonly width: number
  /** Standard deviation of the first weights. Default 0.02, as BERT. */
  readonly deviation?: number
}

/**
 * Looks up rows of a table: yₜ = W[idₜ].
 *
 * @param parameters Scope that gets `weight` [rows, width].
 * @param ids int64, any shape, each from 0 to rows − 1.
 * @returns [...ids.shape, width]
 */
export function embedding(parameters: Parameters, ids: Value, options: EmbeddingOptions): Value {
  const {
    rows,
    width,
    deviation = 0.02,
  } = requireKnownOptions('embedding', options, { rows: true, width: true, deviation: true })
  return gather(parameters.get('weight', [rows, width], normalInitializer(deviation)), ids)
}
