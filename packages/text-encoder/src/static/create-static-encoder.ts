import { loadTokenizer } from '@towerkit/backbones'
import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { createParameters, embedding, Graph, initialize } from '@towerkit/graph'
import { staticEncoderOf, type StaticEncoder } from './static-encoder-of.ts'
import type { StaticEncoderParts } from './static-encoder-parts.ts'

/** Options of `createStaticEncoder`. */
export interface CreateStaticEncoderOptions {
  readonly tokenizer: object
  /** Length of the embeddings. */
  readonly dimensions: number
  /** Name of its tower. Default 'encoder'. */
  readonly name?: string
  /** Default true. */
  readonly normalize?: boolean
  /** By name: `query`, `document`. Default: none. */
  readonly prompts?: StaticEncoderParts['prompts']
  /**
   * Source of the first vectors, drawn from a normal distribution of deviation 1, as torch's `EmbeddingBag`. Default 0.
   */
  readonly seed?: number
}

/**
 * A new encoder that gives the mean of its tokens' vectors: e(x) = 1/n Σ W[xₜ], with random W.
 *
 * @throws {ArgumentError} if dimensions is no whole number of at least 1.
 *
 * @example
 * const student = createStaticEncoder({ tokenizer: teacher.parts.tokenizer, dimensions: teacher.dimensions })
 *
 * @see Tissier et al. and Aarsen, static embeddings of sentence-transformers:
 *   https://huggingface.co/blog/static-embeddings
 */
export function createStaticEncoder(options: CreateStaticEncoderOptions): StaticEncoder {
  const {
    tokenizer,
    dimensions,
    name = 'encoder',
    normalize = true,
    prompts = { query: '', document: '' },
    seed = 0,
  } = requireKnownOptions<CreateStaticEncoderOptions>('createStaticEncoder', options, {
    tokenizer: true,
    dimensions: true,
    name: true,
    normalize: true,
    prompts: true,
    seed: true,
  })
  if (!(Number.isInteger(dimensions) && dimensions >= 1))
    throw new ArgumentError(`createStaticEncoder: dimensions is ${dimensions}. Give a whole number of at least 1.`, {
      dimensions,
    })
  const rows = loadTokenizer(tokenizer).vocabularySize
  const graph = new Graph()
  const parameters = createParameters(graph)
  embedding(parameters.at('embedding'), graph.input('ids', 'int64', ['count']), {
    rows,
    width: dimensions,
    deviation: 1,
  })
  return staticEncoderOf(
    { tokenizer, table: initialize(parameters, { seed })['embedding.weight']!, normalize, prompts },
    { name },
  )
}
