import type { LoadedTextModel } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'

/**
 * How a model ends: one number (a reranker), one number for each class, the cosine between the first segment and the
 * others, or the pooled states themselves.
 */
export type LaitHead = 'score' | 'similarity' | 'embedding' | { readonly classes: number }

/** Which states a head reads: that of the first token, the mean of all tokens, or that of the last token. */
export type LaitPooling = 'first' | 'mean' | 'last'

/** Activation of a head's numbers when served: σ(x) = 1 / (1 + e⁻ˣ), tanh x, or x itself. */
export type LaitActivation = 'identity' | 'sigmoid' | 'tanh'

/** What the networks of a model, for training and for serving, are built from. */
export interface LaitNetwork {
  /** The contents of config.json. */
  readonly config: object
  readonly head: LaitHead
  readonly pooling: LaitPooling
}

/** How texts become tokens of segments. */
export interface SegmentLayout {
  /**
   * 'pair': the token that opens a text ([CLS]) belongs to the first segment only, and token types are 0 in the first
   * and 1 in all others, where the backbone has two. 'alike': every segment is a separate text, so that its states
   * serve at any position.
   */
  readonly segments: 'pair' | 'alike'
  /**
   * For backbones with learnt positions. 'restart': each segment counts from 0, so that its states serve next to any
   * other. 'running': positions continue over the segments, as in a stock cross-encoder; states then serve only after
   * segments of the same lengths.
   */
  readonly positions: 'restart' | 'running'
  /**
   * Whether token types tell the first segment from the others, in the layout 'pair' and where the backbone has two.
   * Default true.
   */
  readonly tokenTypes?: boolean
  /** Each segment is cut to this many tokens. */
  readonly maxLength: number
}

/** The parts of a LAIT model: everything that its folder holds. */
export interface LaitParts extends LaitNetwork, SegmentLayout {
  /** The contents of tokenizer.json. */
  readonly tokenizer: object
  /** By the parameter names of backbone and head. */
  readonly weights: Readonly<Record<string, Tensor>>
  /** Default 'identity': logits. Training and the written ONNX files always have logits. */
  readonly activation?: LaitActivation
  /** Layers that see one segment, where a call does not say how many. */
  readonly parallelLayers: number
  /** Files of the folder that say how it is used. */
  readonly settings?: LoadedTextModel['settings']
}
