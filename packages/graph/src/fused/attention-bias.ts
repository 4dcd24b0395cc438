import { UnsupportedError } from '@towerkit/core'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { less } from '../ops/less.ts'
import { mul } from '../ops/mul.ts'
import { range } from '../ops/range.ts'
import { reshape } from '../ops/reshape.ts'
import { sub } from '../ops/sub.ts'
import { trilu } from '../ops/trilu.ts'
import { expand } from '../ops/expand.ts'
import type { Dimension } from '../dimension.ts'
import type { Value } from '../value.ts'

/** What ONNX Runtime's attention ops add to the scores. */
export interface AttentionBiasOptions {
  /** Numbers of keys that count, [batch], or 0 for each key that does not, [batch, keys] or [batch, queries, keys]. */
  readonly mask?: Value | undefined
  /** Broadcasts to the scores. */
  readonly bias?: Value | undefined
  /** Each query sees the keys before it and its own. */
  readonly causal: boolean
  /** The term added where the mask is 0. */
  readonly filter: number
}

/** The sum of everything that is added to scores [batch, heads, queries, keys]; undefined for nothing. */
export function attentionBias(
  query: Value,
  [batch, queries, keys]: readonly [Dimension, Dimension, Dimension],
  { mask, bias, causal, filter }: AttentionBiasOptions,
): Value | undefined {
  const parts: Value[] = bias ? [bias] : []
  if (mask) parts.push(mul(sub(1, cast(keysThatCount(mask, [batch, queries, keys]), query.dtype)), filter))
  if (causal)
    parts.push(
      mul(sub(1, trilu(expand(query.graph.constant(1, query.dtype), [queries, keys]), { upper: false })), filter),
    )
  return parts.length === 0 ? undefined : parts.reduce((a, b) => add(a, b))
}

function keysThatCount(mask: Value, [batch, queries, keys]: readonly [Dimension, Dimension, Dimension]): Value {
  const { shape } = mask
  if (shape.length === 1 && shape[0] === batch)
    return reshape(less(range(mask.graph, keys), cast(reshape(mask, [batch, 1]), 'int64')), [batch, 1, 1, keys])
  if (shape.length === 2) return reshape(mask, [shape[0]!, 1, 1, keys])
  if (shape.length === 3) return reshape(mask, [shape[0]!, 1, queries, keys])
  throw new UnsupportedError(
    `attention: a mask [${shape}] for ${batch} batches, ${queries} queries and ${keys} keys. Give numbers of keys ` +
      '[batch], or a mask [batch, keys] or [batch, queries, keys].',
    { shape },
  )
}
