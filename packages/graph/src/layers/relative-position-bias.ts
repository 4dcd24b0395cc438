import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { Dimension } from '../dimension.ts'
import { normalInitializer } from '../initializers.ts'
import { add } from '../ops/add.ts'
import { gather } from '../ops/gather.ts'
import { max } from '../ops/max.ts'
import { min } from '../ops/min.ts'
import { range } from '../ops/range.ts'
import { reshape } from '../ops/reshape.ts'
import { sub } from '../ops/sub.ts'
import { transpose } from '../ops/transpose.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'

/** Options of `relativePositionBias`. */
export interface RelativePositionBiasOptions {
  /** Number of query positions; a symbol is resolved at run time. */
  readonly queries: Dimension
  /** Number of key positions. Default `queries`. */
  readonly keys?: Dimension
  readonly heads: number
  /** Number of distances that can be distinguished; even if bidirectional. Default 32. */
  readonly buckets?: number
  /** Distances from here on are one. Default 128. */
  readonly farthest?: number
  /**
   * True tells before from after (encoders); false counts what is after as distance 0 (decoders, with `causal`).
   * Default true.
   */
  readonly bidirectional?: boolean
}

/**
 * T5's relative position bias: a learnt number for each head and each bucket of distances, exact for short distances
 * and logarithmic for long ones. Give it to the attention of every layer as `mask`, added to `paddingMask(...)` if
 * there is one.
 *
 * @param parameters Scope that gets `weight` [buckets, heads].
 * @returns [1, heads, queries, keys]
 * @throws {ArgumentError} if there are too few buckets.
 *
 * @see Raffel et al., Exploring the limits of transfer learning with a unified text-to-text transformer, 2020, section
 *   2.1.
 */
export function relativePositionBias(parameters: Parameters, options: RelativePositionBiasOptions): Value {
  requireKnownOptions('relativePositionBias', options, {
    queries: true,
    keys: true,
    heads: true,
    buckets: true,
    farthest: true,
    bidirectional: true,
  })
  const { queries, keys = queries, heads, buckets = 32, farthest = 128, bidirectional = true } = options
  if (!(buckets >= 4 && buckets % 2 === 0 && farthest > buckets / (bidirectional ? 4 : 2))) {
    throw new ArgumentError(
      `relativePositionBias: ${buckets} buckets for distances up to ${farthest}. Give an even number from 4, and ` +
        'more distances than exact buckets.',
      { buckets, farthest },
    )
  }
  const { graph } = parameters
  const weight = parameters.get('weight', [buckets, heads], normalInitializer(0.02))
  // Distances from −farthest to farthest are all there is to tell apart, so the buckets are a constant table.
  const table = Array.from({ length: 2 * farthest + 1 }, (_, i) =>
    bucketOf(i - farthest, { buckets, farthest, bidirectional }),
  )
  const distance = sub(range(graph, keys), reshape(range(graph, queries), [queries, 1]))
  const bucket = gather(graph.constant(table, 'int64'), add(min(max(distance, -farthest), farthest), farthest))
  return reshape(transpose(gather(weight, bucket), [2, 0, 1]), [1, heads, queries, keys])
}

/** Bucket of a key `distance` positions after the query, rounded as float32 rounds: the trained tables depend on it. */
function bucketOf(
  distance: number,
  {
    buckets,
    farthest,
    bidirectional,
  }: { readonly buckets: number; readonly farthest: number; readonly bidirectional: boolean },
): number {
  const sided = bidirectional ? buckets / 2 : buckets
  const first = bidirectional && distance > 0 ? sided : 0
  const length = bidirectional ? Math.abs(distance) : Math.max(-distance, 0)
  const exact = Math.floor(sided / 2)
  if (length < exact) return first + length
  const logarithm = Math.fround(Math.log(Math.fround(length / exact)))
  const share = Math.fround(Math.fround(logarithm / Math.fround(Math.log(farthest / exact))) * (sided - exact))
  return first + Math.min(exact + Math.trunc(share), sided - 1)
}
