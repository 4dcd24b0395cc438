import { requireKnownOptions } from '@towerkit/core'
import { add } from '../ops/add.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import type { Activation } from './activation.ts'
import { gatedFeedForward } from './gated-feed-forward.ts'
import { groupedQueryAttention, type GroupedQueryAttentionOptions } from './grouped-query-attention.ts'
import { rmsNorm } from './rms-norm.ts'

/** Options of `decoderBlock`: those of its attention, and of the feed-forward part. */
export interface DecoderBlockOptions extends GroupedQueryAttentionOptions {
  /** Width between the maps of the feed-forward part. */
  readonly inner: number
  /** Of the gate. Default 'silu'. */
  readonly activation?: Activation
  /** Added to the mean square in the normalisations. Default 1e-6. */
  readonly epsilon?: number
}

/**
 * A block that normalises before each branch, as Qwen3 and Llama: x ← x + attention(norm(x)), x ← x +
 * feedForward(norm(x)).
 *
 * @param parameters Scope that gets `input_layernorm`, `self_attn.*`, `post_attention_layernorm` and `mlp.*`.
 * @param x [batch, sequence, width], width a number.
 * @returns As `x`, or [batch, rows, width] with `queries`, which are rows of `x`. The model normalises once more after
 *   its last block.
 *
 * @see Qwen team, Qwen3 technical report, 2025, section 2.
 */
export function decoderBlock(parameters: Parameters, x: Value, options: DecoderBlockOptions): Value {
  const {
    inner,
    activation = 'silu',
    epsilon = 1e-6,
    queries,
    ...attention
  } = requireKnownOptions('decoderBlock', options, {
    inner: true,
    activation: true,
    epsilon: true,
    heads: true,
    keyValueHeads: true,
    headWidth: true,
    mask: true,
    causal: true,
    theta: true,
    rotary: true,
    headNormEpsilon: true,
    bias: true,
    queries: true,
  })
  const normalize = (name: string, value: Value) => rmsNorm(parameters.at(name), value, { epsilon })
  const attended = groupedQueryAttention(parameters.at('self_attn'), normalize('input_layernorm', x), {
    ...attention,
    queries: queries && { ...queries, x: normalize('input_layernorm', queries.x) },
  })
  const middle = add(queries?.x ?? x, attended)
  return add(
    middle,
    gatedFeedForward(parameters.at('mlp'), normalize('post_attention_layernorm', middle), { inner, activation }),
  )
}
