import type { EncodeOptions, Encoder, Vectors } from '@towerkit/core'

/** Options of `encode` for texts. */
export interface EncodeTextOptions extends EncodeOptions {
  /** Default: as the encoder was saved. Raw embeddings are what `embeddingDistillation` wants of a teacher. */
  readonly normalize?: boolean
  /** Keeps the first numbers of each embedding, of models trained for it (Matryoshka); unit length is that of what is left. Default: all. */
  readonly dimensions?: number
  /** Put before each text. Default: the encoder's own default prompt, mostly none. */
  readonly prompt?: string
}

/** Texts to vectors, with a prompt for queries and one for documents: what every encoder of this package is. */
export interface PromptedEncoder extends Encoder<string>, AsyncDisposable {
  encode(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): Promise<Vectors>
  /** `encode` with the query prompt in front of each text. */
  encodeQueries(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): Promise<Vectors>
  /** `encode` with the document prompt in front of each text. */
  encodeDocuments(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): Promise<Vectors>
  /**
   * `encode` for more texts than memory holds: gives their vectors some hundreds or thousands at a time, in the order of the texts. No more texts
   * are read than the ones being encoded and the next ones; `return()`, or leaving a `for await`, stops it.
   */
  encodeStream(texts: Iterable<string> | AsyncIterable<string>, options?: EncodeTextOptions): AsyncGenerator<Vectors, void, undefined>
}
