import type { Tensor } from '@towerkit/graph'
import type { TextNetwork } from './text-network.ts'

/** The parts of a text encoder: everything that its folder holds. */
export interface TextEncoderParts {
  readonly network: TextNetwork
  /** The contents of tokenizer.json. */
  readonly tokenizer: object
  /** By the parameter names of the network. */
  readonly weights: Readonly<Record<string, Tensor>>
  /** Texts are cut to this many tokens. */
  readonly maxLength: number
  /** Scales embeddings to unit length. */
  readonly normalize: boolean
  /** Prompts by name; `query` before queries, `document` before documents. */
  readonly prompts: Readonly<Record<string, string>>
  /** Name of the prompt that `encode` puts before texts. Default: none. */
  readonly defaultPrompt?: string
  /** Path or name that it was opened by, if its weights are those of that model. */
  readonly source?: string
  /** The other files of the folder, so that what this version does not know is written back. */
  readonly settings?: EncoderSettings
}

/** Contents of the files of a folder that say how it is used. */
export interface EncoderSettings {
  /** tokenizer_config.json */
  readonly tokenizerConfig: Readonly<Record<string, unknown>>
  /** special_tokens_map.json */
  readonly specialTokens: Readonly<Record<string, unknown>>
  /** sentence_bert_config.json */
  readonly transformer: Readonly<Record<string, unknown>>
  /** config_sentence_transformers.json */
  readonly whole: Readonly<Record<string, unknown>>
}
