import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { deriveSeed } from '../composites/derive-seed.ts'
import { dropout as drop, type DropoutOptions } from '../composites/dropout.ts'
import { add } from '../ops/add.ts'
import { slice } from '../ops/slice.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { activate, type Activation } from './activation.ts'
import { lastWidth } from './last-width.ts'
import { layerNorm } from './layer-norm.ts'
import { linear } from './linear.ts'
import { multiHeadAttention } from './multi-head-attention.ts'

/** Options of `transformerBlock`. */
export interface TransformerBlockOptions {
  /** Number of attention heads. */
  readonly heads: number
  /** Width between the two maps of the feed-forward part. Default 4 times the width of `x`. */
  readonly inner?: number
  /** int64 [batch, sequence], 0 for padding; or floats to add to the attention scores. Default: all count. */
  readonly mask?: Value | undefined
  /** Each position sees itself and earlier ones only. Default false. */
  readonly causal?: boolean
  /** Default 'gelu'. */
  readonly activation?: Activation
  /** Added to the variance in the normalisations. Default 1e-12, as BERT. */
  readonly epsilon?: number
  /**
   * Dropout of attention weights and of both branches. Give each block a seed of its own: `deriveSeed`. Default: none.
   */
  readonly dropout?: DropoutOptions | undefined
  /** Computes the first so many positions only; they attend to all. Not for causal blocks. Default: all. */
  readonly rows?: number | undefined
}

/**
 * An encoder block that normalises after each branch, as BERT: x ← norm(x + attention(x)), x ← norm(x +
 * feedForward(x)).
 *
 * @param parameters Scope that gets `attention.self.{query,key,value}`, `attention.output.{dense,LayerNorm}`,
 *   `intermediate.dense` and `output.{dense,LayerNorm}`.
 * @param x [batch, sequence, width], width a number.
 * @returns As `x`, or [batch, rows, width].
 * @throws {ArgumentError} if the width does not divide into the heads, or rows are given to a causal block.
 *
 * @example
 * for (let i = 0; i < 6; i++)
 *   hidden = transformerBlock(parameters.at('encoder', 'layer', i), hidden, { heads: 12, mask })
 *
 * @see Devlin et al., BERT, 2019, section 3; Vaswani et al., Attention is all you need, 2017, section 3.1.
 */
export function transformerBlock(parameters: Parameters, x: Value, options: TransformerBlockOptions): Value {
  requireKnownOptions('transformerBlock', options, {
    heads: true,
    inner: true,
    mask: true,
    causal: true,
    activation: true,
    epsilon: true,
    dropout: true,
    rows: true,
  })
  const { heads, mask, causal = false, activation = 'gelu', epsilon = 1e-12, dropout, rows } = options
  if (causal && rows !== undefined)
    throw new ArgumentError(`transformerBlock: ${rows} rows of a causal block. Leave them out.`, { rows })
  const kept = rows === undefined ? x : slice(x, { axis: 1, end: rows })
  const width = lastWidth('transformerBlock', x)
  const at = (place: number) => dropout && { rate: dropout.rate, seed: deriveSeed(dropout.seed, place) }
  const addBranch = (scope: Parameters, residual: Value, branch: Value, place: number) => {
    const output = linear(scope.at('dense'), branch, width)
    const site = at(place)
    return layerNorm(scope.at('LayerNorm'), add(site ? drop(output, site.seed, site.rate) : output, residual), {
      epsilon,
    })
  }

  const attended = multiHeadAttention(parameters.at('attention', 'self'), kept, {
    heads,
    context: x,
    mask,
    causal,
    dropout: at(0),
  })
  const middle = addBranch(parameters.at('attention', 'output'), kept, attended, 1)
  const inner = activate(linear(parameters.at('intermediate', 'dense'), middle, options.inner ?? 4 * width), activation)
  return addBranch(parameters.at('output'), middle, inner, 2)
}
