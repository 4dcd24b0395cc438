import type { Tensor } from '@towerkit/graph'
import type { DenseModules } from '../dense-modules.ts'
import type { StaticAttention } from './static-attention.ts'

/** The parts of a static encoder: everything that its folder holds. */
export interface StaticEncoderParts {
  /** The contents of tokenizer.json. */
  readonly tokenizer: object
  /** float32 [tokens, dimensions]: one vector for each token. */
  readonly table: Tensor
  /** Weights tokens by their text, instead of taking a mean. Default: none. */
  readonly attention?: StaticAttention
  /** Layers that follow the mean, and their weights; the last one gives the embedding. Default: none. */
  readonly dense?: DenseModules
  /** Scales embeddings to unit length. */
  readonly normalize: boolean
  /** Prompts by name; `query` before queries, `document` before documents. */
  readonly prompts: Readonly<Record<string, string>>
  /** Name of the prompt that `encode` puts before texts. Default: none. */
  readonly defaultPrompt?: string
  /** Contents of config_sentence_transformers.json. */
  readonly settings?: Readonly<Record<string, unknown>>
}
