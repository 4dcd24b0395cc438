import { ArgumentError, requireKnownOptions, ShapeError } from '@towerkit/core'
import { productOf, type Shape } from '../dimension.ts'
import { add } from '../ops/add.ts'
import { matmul } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { reshape } from '../ops/reshape.ts'
import { softmax } from '../ops/softmax.ts'
import { transpose } from '../ops/transpose.ts'
import type { Value } from '../value.ts'
import { dropout, type DropoutOptions } from './dropout.ts'

/** Options of `attend`. */
export interface AttendOptions {
  /** Added to the scores before the softmax; broadcasts to [batch, heads, queries, keys]. Default: nothing. */
  readonly mask?: Value | undefined
  /** Factor of the scores. Default 1/√width of a head. */
  readonly scale?: number | undefined
  /** Dropout of the attention weights. Default: none. */
  readonly dropout?: DropoutOptions | undefined
}

/** The heads of a multi-head attention, each [batch, heads, positions, width of a head]. */
export interface AttentionHeads {
  readonly query: Value
  readonly key: Value
  readonly value: Value
}

/**
 * Scaled dot-product attention of every head: softmax(scale · Q·Kᵀ + mask) · V.
 *
 * Key and value may have fewer heads than the query; each then serves a group of neighbouring query heads, without
 * being copied. The factor is applied to the query, which is smaller than the scores.
 *
 * @param heads query [batch, heads, queries, width], key and value [batch, key heads, keys, width].
 * @returns [batch, heads, queries, width]
 * @throws {ShapeError} if the heads of the query are no multiple of those of key and value.
 *
 * @see Vaswani et al., Attention is all you need, 2017, equation 1; Ainslie et al., GQA, 2023, section 2.2.
 */
export function attend({ query, key, value }: AttentionHeads, options: AttendOptions = {}): Value {
  const {
    mask,
    scale,
    dropout: drop,
  } = requireKnownOptions('attend', options, { mask: true, scale: true, dropout: true })
  const [batch, heads, queries, width] = query.shape
  const [, keyHeads, keys] = key.shape
  if (
    typeof heads !== 'number' ||
    typeof keyHeads !== 'number' ||
    typeof width !== 'number' ||
    heads % keyHeads !== 0
  ) {
    throw new ShapeError(
      `attend: query [${query.shape}] with key [${key.shape}]. Give [batch, heads, positions, width], the query's ` +
        `heads a multiple of the key's.`,
      { query: query.shape, key: key.shape },
    )
  }
  // The queries of a group are stacked, so that each key head is one matrix product.
  const stacked: Shape = [batch!, keyHeads, productOf([heads / keyHeads, queries!])]
  const scaled = mul(query, scale ?? 1 / Math.sqrt(width))
  const scores = reshape(matmul(reshape(scaled, [...stacked, width]), transpose(key)), [batch!, heads, queries!, keys!])
  const weights = softmax(mask ? add(scores, mask) : scores)
  const kept = drop ? dropout(weights, drop.seed, drop.rate) : weights
  return reshape(matmul(reshape(kept, [...stacked, keys!]), value), [batch!, heads, queries!, value.shape[3]!])
}

/**
 * Cuts the last axis into heads: [batch, positions, heads·width] to [batch, heads, positions, width].
 *
 * @throws {ArgumentError} if the width does not divide into the heads.
 */
export function splitHeads(x: Value, heads: number): Value {
  const [batch, length, width] = x.shape
  if (x.shape.length !== 3 || typeof width !== 'number' || !(heads >= 1) || width % heads !== 0) {
    throw new ArgumentError(
      `splitHeads: [${x.shape}] into ${heads} heads. Give [batch, positions, width], the width a multiple of the ` +
        'heads.',
      { shape: x.shape, heads },
    )
  }
  return transpose(reshape(x, [batch!, length!, heads, width / heads]), [0, 2, 1, 3])
}

/** Puts heads side by side again: [batch, heads, positions, width] to [batch, positions, heads·width]. */
export function mergeHeads(x: Value): Value {
  const [batch, heads, length, width] = x.shape
  return reshape(transpose(x, [0, 2, 1, 3]), [batch!, length!, productOf([heads!, width!])])
}
