import { requireKnownOptions } from '@towerkit/core'
import { attend, mergeHeads, splitHeads } from '../composites/attend.ts'
import { attentionMask } from '../composites/attention-mask.ts'
import { rotaryPositions, rotate, type RotaryPositions } from '../composites/rotary-positions.ts'
import { range } from '../ops/range.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { lastWidth } from './last-width.ts'
import { linear } from './linear.ts'
import { rmsNorm } from './rms-norm.ts'

/** Options of `groupedQueryAttention`. */
export interface GroupedQueryAttentionOptions {
  /** Heads of the query. */
  readonly heads: number
  /** Heads of key and value; a divisor of `heads`. Default `heads`. */
  readonly keyValueHeads?: number
  /** Width of a head. Default the width of `x` / heads. */
  readonly headWidth?: number
  /** int64 [batch, sequence], 0 for padding; or floats to add to the scores. Default: all count. */
  readonly mask?: Value | undefined
  /** Each position sees itself and earlier ones only. Default true. */
  readonly causal?: boolean
  /** Longest period of the rotary positions. Default 10,000; Qwen3 has 1,000,000. */
  readonly theta?: number
  /** Angles to turn by, where positions do not count from 0. Default from `theta`. */
  readonly rotary?: RotaryPositions | undefined
  /** Normalises each head of query and key (`q_norm`, `k_norm`), as Qwen3; the number is the ε. Default: not. */
  readonly headNormEpsilon?: number | undefined
  /** Biases of the query, key and value maps: Qwen2 has them. Default false. */
  readonly bias?: boolean
  /** The only positions to compute. They see all that the mask leaves, also with `causal`. Default: all of `x`. */
  readonly queries?: AttentionQueries | undefined
}

/** Positions that attend to others. */
export interface AttentionQueries {
  /** [batch, rows, width] */
  readonly x: Value
  /** Angles of these positions. */
  readonly rotary: RotaryPositions
}

/**
 * Attention with rotary positions and fewer heads for key and value than for the query, in the shape of Qwen and Llama.
 *
 * @param parameters Scope that gets `q_proj`, `k_proj`, `v_proj`, `o_proj`, and `q_norm`, `k_norm` with
 *   `headNormEpsilon`.
 * @param x [batch, sequence, width], width a number.
 * @returns As `x`, or [batch, rows, width].
 * @throws {ShapeError} if `heads` is no multiple of `keyValueHeads`.
 *
 * @see Ainslie et al., GQA, 2023; Su et al., RoFormer, 2021.
 */
export function groupedQueryAttention(parameters: Parameters, x: Value, options: GroupedQueryAttentionOptions): Value {
  requireKnownOptions('groupedQueryAttention', options, {
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
  const {
    heads,
    keyValueHeads = heads,
    mask,
    causal = true,
    theta = 10_000,
    headNormEpsilon,
    bias = false,
    queries,
  } = options
  const width = lastWidth('groupedQueryAttention', x)
  const headWidth = options.headWidth ?? width / heads
  const rotary =
    options.rotary ?? rotaryPositions(range(x.graph, x.shape[1]!), { width: headWidth, theta, dtype: x.dtype })

  const project = (name: string, count: number, from = x) =>
    splitHeads(linear(parameters.at(name), from, count * headWidth, { bias }), count)
  const normalize = (name: string, value: Value) =>
    headNormEpsilon === undefined ? value : rmsNorm(parameters.at(name), value, { epsilon: headNormEpsilon })
  const query = rotate(normalize('q_norm', project('q_proj', heads, queries?.x)), queries?.rotary ?? rotary)
  const key = rotate(normalize('k_norm', project('k_proj', keyValueHeads)), rotary)
  const attended = attend(
    { query, key, value: project('v_proj', keyValueHeads) },
    { mask: attentionMask(x, { mask, causal: causal && !queries }) },
  )
  return linear(parameters.at('o_proj'), mergeHeads(attended), width, { bias: false })
}
