import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { dropout as drop, type DropoutOptions } from '../composites/dropout.ts'
import { add } from '../ops/add.ts'
import { range } from '../ops/range.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { embedding } from './embedding.ts'
import { layerNorm } from './layer-norm.ts'

/** What BERT embeds; int64 [batch, sequence] each. */
export interface BertInputs {
  readonly ids: Value
  /** Segment of each token. Default all 0. */
  readonly tokenTypes?: Value | undefined
  /** Default 0, 1, ... in each sequence; then [sequence] is enough. */
  readonly positions?: Value | undefined
}

/** Options of `bertEmbeddings`. */
export interface BertEmbeddingsOptions {
  /** Rows of the word table. */
  readonly vocabulary: number
  readonly width: number
  /** Rows of the position table: the longest sequence. Default 512. */
  readonly longest?: number
  /** Rows of the token type table; 0 for models without one. Default 2. */
  readonly tokenTypes?: number
  /** Standard deviation of the first positions and token types. Default 0.02, as BERT. */
  readonly placeDeviation?: number
  /** Added to the variance. Default 1e-12. */
  readonly epsilon?: number
  /** Dropout of the result. Default: none. */
  readonly dropout?: DropoutOptions | undefined
}

/**
 * BERT's input: norm(word + position + token type).
 *
 * @param parameters Scope that gets `word_embeddings`, `position_embeddings`, `token_type_embeddings` and `LayerNorm`.
 * @returns [batch, sequence, width]
 * @throws {ArgumentError} if token types are given to a model without a table for them.
 *
 * @see Devlin et al., BERT, 2019, figure 2.
 */
export function bertEmbeddings(parameters: Parameters, inputs: BertInputs, options: BertEmbeddingsOptions): Value {
  requireKnownOptions('bertEmbeddings', options, {
    vocabulary: true,
    width: true,
    longest: true,
    tokenTypes: true,
    placeDeviation: true,
    epsilon: true,
    dropout: true,
  })
  const { vocabulary, width, longest = 512, tokenTypes = 2, placeDeviation = 0.02, epsilon = 1e-12, dropout } = options
  const { ids, positions = range(ids.graph, ids.shape[1]!) } = inputs
  if (tokenTypes === 0 && inputs.tokenTypes)
    throw new ArgumentError('bertEmbeddings: token types for a model that has 0 of them. Leave them out.', {
      tokenTypes,
    })
  const words = embedding(parameters.at('word_embeddings'), ids, { rows: vocabulary, width })
  const places = embedding(parameters.at('position_embeddings'), positions, {
    rows: longest,
    width,
    deviation: placeDeviation,
  })
  // Without token types all tokens are of type 0: one row, added to the few positions rather than to every token.
  const types = inputs.tokenTypes ?? ids.graph.constant(0, 'int64')
  const rows =
    tokenTypes > 0
      ? embedding(parameters.at('token_type_embeddings'), types, { rows: tokenTypes, width, deviation: placeDeviation })
      : undefined
  const sum =
    rows === undefined
      ? add(words, places)
      : inputs.tokenTypes
        ? add(add(words, rows), places)
        : add(words, add(places, rows))
  const normalized = layerNorm(parameters.at('LayerNorm'), sum, { epsilon })
  return dropout ? drop(normalized, dropout.seed, dropout.rate) : normalized
}
