import type { Backbone } from '../backbone.ts'

/**
 * A backbone that reads token ids: `input_ids` and `attention_mask`, int64 [batch, sequence] each. If positions are
 * learnt (BERT's kind, DistilBERT, MPNet) `embed` also takes `position_ids` as Hugging Face counts them, for sequences
 * that do not count from the start.
 */
export interface TextBackbone extends Backbone {
  /** Rows of the word table. */
  readonly vocabulary: number
  /** Longest sequence in tokens. */
  readonly longest: number
  /** Name of the word table among the parameters. */
  readonly table: string
  /** Whether a token sees only itself and earlier ones, so that only the last one has seen the whole text. */
  readonly causal: boolean
  /** Whether `embed` takes `token_type_ids`; without them all tokens are of type 0. */
  readonly tokenTypes: boolean
  /**
   * Id of padding, if positions are counted without padding, from this number + 1 (RoBERTa). `embed` then takes
   * `position_ids`, and without them finds them from `input_ids`, which must be ids of the tokenizer.
   */
  readonly positionPadding?: number
}

/** Inputs of every text backbone. */
export const textInputs = {
  input_ids: { dtype: 'int64', shape: ['batch', 'sequence'] },
  attention_mask: { dtype: 'int64', shape: ['batch', 'sequence'] },
} as const
