import type { Dtype, Parameters, Shape, Value } from '@towerkit/graph'

/** Everything a block can use besides its input. */
export interface BlockContext {
  /**
   * int64 [batch, sequence], 0 for padding; or floats [batch, 1, sequence, sequence] to add to the attention scores.
   * Default: all count.
   */
  readonly mask?: Value
  /**
   * int64 [batch, sequence], positions of the tokens. Default 0, 1, 2, ... in each row. Only used if a block itself
   * uses positions (rotary).
   */
  readonly positions?: Value
  /** int64 scalar that turns dropout on. */
  readonly seed?: Value
  /**
   * Computes only the first positions, a number of them, or the position of the last token, which is last or before
   * padding; they attend to the same tokens as otherwise. Blocks that cannot leave out the others give them too: causal
   * ones can do so only for 'last', others only for a number. Default: all.
   */
  readonly rows?: number | 'last'
}

/** One layer: hidden states to hidden states of the same shape (of image pyramids: of the next stage). */
export type Block = (parameters: Parameters, hidden: Value, context: BlockContext) => Value

/**
 * A pretrained architecture taken apart: what `embed` gives goes through `blocks` one by one, then through `norm`.
 *
 * It holds no weights: parameters have the names of Hugging Face's model of the same kind without a head, so that its
 * files fit.
 */
export interface Backbone {
  /** `model_type` of config.json. */
  readonly type: string
  /** Length of a hidden state. */
  readonly width: number
  /** Tensors that `embed` and the blocks read, by name. */
  readonly inputs: Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>
  /** @returns [batch, sequence, width]; of convolutional backbones [batch, channels, height, width]. */
  embed(parameters: Parameters, inputs: Readonly<Record<string, Value>>, context?: BlockContext): Value
  readonly blocks: readonly Block[]
  /** The last normalisation; the identity if the last block ends with one. */
  norm(parameters: Parameters, hidden: Value): Value
}
