import { requireKnownOptions } from '@towerkit/core'
import { attend, mergeHeads, splitHeads } from '../composites/attend.ts'
import { attentionMask } from '../composites/attention-mask.ts'
import type { DropoutOptions } from '../composites/dropout.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { lastWidth } from './last-width.ts'
import { linear } from './linear.ts'

/** Names of the maps of an attention. Without `output` the heads are returned unchanged, concatenated. */
export interface AttentionNames {
  readonly query: string
  readonly key: string
  readonly value: string
  readonly output?: string
}

/** Options of `multiHeadAttention`. */
export interface MultiHeadAttentionOptions {
  /** Number of heads. */
  readonly heads: number
  /** Width of a head. Default the width of `x` / heads. */
  readonly headWidth?: number
  /** [batch, keys, any width]: what is attended to. Default `x` itself. */
  readonly context?: Value | undefined
  /**
   * int64 [batch, keys], 0 for padding; or floats to add to the scores, such as a position bias. Default: all count.
   */
  readonly mask?: Value | undefined
  /** Each position sees itself and earlier ones only. Default false. */
  readonly causal?: boolean
  /** Factor of the scores. Default 1/√(width of a head). */
  readonly scale?: number
  /** Adds biases. Default true. */
  readonly bias?: boolean
  /** Dropout of the attention weights. Default: none. */
  readonly dropout?: DropoutOptions | undefined
  /** Default `{ query: 'query', key: 'key', value: 'value' }`, as BERT. */
  readonly names?: AttentionNames
}

/**
 * Multi-head attention: softmax(Q·Kᵀ/√width + mask)·V in each head, for Q, K and V affine maps of `x` and `context`.
 *
 * @param parameters Scope that gets the maps by `names`.
 * @param x [batch, sequence, width], width a number.
 * @returns [batch, sequence, heads·headWidth]; with an output map, as `x`.
 * @throws {ArgumentError} if the width does not divide into the heads.
 *
 * @example
 * const attended = multiHeadAttention(parameters.at('attention'), x, { heads: 12, mask })
 *
 * @see Vaswani et al., Attention is all you need, 2017, section 3.2.2.
 */
export function multiHeadAttention(parameters: Parameters, x: Value, options: MultiHeadAttentionOptions): Value {
  requireKnownOptions('multiHeadAttention', options, {
    heads: true,
    headWidth: true,
    context: true,
    mask: true,
    causal: true,
    scale: true,
    bias: true,
    dropout: true,
    names: true,
  })
  const {
    heads,
    context = x,
    mask,
    causal = false,
    scale,
    bias = true,
    dropout,
    names = { query: 'query', key: 'key', value: 'value' },
  } = options
  const width = lastWidth('multiHeadAttention', x)
  const inner = options.headWidth === undefined ? width : heads * options.headWidth
  const project = (name: string, from: Value) => splitHeads(linear(parameters.at(name), from, inner, { bias }), heads)

  const projected = {
    query: project(names.query, x),
    key: project(names.key, context),
    value: project(names.value, context),
  }
  const attended = mergeHeads(attend(projected, { mask: attentionMask(x, { mask, causal }), scale, dropout }))
  return names.output === undefined ? attended : linear(parameters.at(names.output), attended, width, { bias })
}
