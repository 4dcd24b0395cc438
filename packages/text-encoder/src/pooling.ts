import {
  cast,
  concat,
  cumSum,
  div,
  equal,
  lastTokenPooling,
  matmul,
  max,
  meanPooling,
  mul,
  reduceMax,
  reduceSum,
  reshape,
  sqrt,
  where,
  type Value,
} from '@towerkit/graph'

/**
 * How the hidden states of a text become one vector: state of the first token, mean, maximum, sum over √length, mean
 * with weights 1, 2, 3, ..., or state of the last token.
 */
export type Pooling = 'cls' | 'mean' | 'max' | 'mean_sqrt_len_tokens' | 'weightedmean' | 'lasttoken'

/** Every way of pooling, in the order in which sentence-transformers puts several side by side. */
export const poolings: readonly Pooling[] = ['cls', 'max', 'mean', 'mean_sqrt_len_tokens', 'weightedmean', 'lasttoken']

/** The inputs of pooling; masks are int64 [batch, sequence]. */
export interface PooledStates {
  /** [batch, sequence, width] */
  readonly hidden: Value
  /** 0 for padding, whichever side it is on. */
  readonly mask: Value
  /** 0 for padding and for tokens that do not count, such as a prompt. Default `mask`. */
  readonly counted?: Value | undefined
}

/**
 * Pools hidden states as sentence-transformers does.
 *
 * @returns [batch, width]
 *
 * @see Reimers and Gurevych, Sentence-BERT, 2019, section 3; Muennighoff, SGPT, 2022, equation 2 (weighted mean).
 */
export function pool({ hidden, mask, counted = mask }: PooledStates, pooling: Pooling): Value {
  const [batch, sequence] = hidden.shape
  switch (pooling) {
    case 'mean':
      return meanPooling(hidden, counted)
    case 'lasttoken':
      return lastTokenPooling(hidden, counted)
    case 'cls':
      return weightedSum(hidden, cast(equal(mul(cumSum(counted, 1), counted), 1), hidden.dtype))
    case 'max':
      return reduceMax(
        where(equal(reshape(counted, [batch!, sequence!, 1]), 0), hidden.graph.constant(-1e30, hidden.dtype), hidden),
        [1],
      )
    case 'mean_sqrt_len_tokens': {
      const weights = cast(counted, hidden.dtype)
      return div(weightedSum(hidden, weights), sqrt(max(reduceSum(weights, [1], { keepDimensions: true }), 1e-9)))
    }
    case 'weightedmean': {
      // Places count from the first token, also of a prompt that is left out.
      const weights = cast(mul(cumSum(mask, 1), counted), hidden.dtype)
      return div(weightedSum(hidden, weights), max(reduceSum(weights, [1], { keepDimensions: true }), 1e-9))
    }
  }
}

/** Several poolings side by side: [batch, number · width]. */
export function poolAll(states: PooledStates, pooling: readonly Pooling[]): Value {
  const pooled = pooling.map(each => pool(states, each))
  return pooled.length === 1 ? pooled[0]! : concat(pooled, -1)
}

function weightedSum(hidden: Value, weights: Value): Value {
  const [batch, sequence, width] = hidden.shape
  return reshape(matmul(reshape(weights, [batch!, 1, sequence!]), hidden), [batch!, width!])
}
