import { requireKnownOptions } from '@towerkit/core'
import { add } from '../ops/add.ts'
import type { Value } from '../value.ts'
import { causalMask } from './causal-mask.ts'
import { paddingMask } from './padding-mask.ts'

/** Options of `attentionMask`. */
export interface AttentionMaskOptions {
  /** int64 or bool [batch, keys], 0 for padding; or floats to add to the scores. */
  readonly mask?: Value | undefined
  /** Each position sees itself and earlier ones only. Default false. */
  readonly causal?: boolean
}

/**
 * Everything that is added to the attention scores of `x` as one term, so that there is one pass over the scores.
 *
 * @param x [batch, sequence, width]: the queries.
 * @returns A term that broadcasts to [batch, heads, queries, keys], or undefined if nothing is masked.
 */
export function attentionMask(x: Value, options: AttentionMaskOptions): Value | undefined {
  const { mask, causal = false } = requireKnownOptions('attentionMask', options, { mask: true, causal: true })
  const padding = mask && paddingMask(mask, x.dtype)
  if (!causal) return padding
  const order = causalMask(x.graph, x.shape[1]!, x.dtype)
  return padding ? add(padding, order) : order
}
