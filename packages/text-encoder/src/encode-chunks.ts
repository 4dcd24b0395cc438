import { setImmediate } from 'node:timers/promises'
import { ArgumentError, row, type Vectors, requireInputs, requireKnownOptions } from '@towerkit/core'
import { chunkText } from './chunk-text.ts'
import { documentPrompts, promptOf, type EncodeTextOptions, type Texts } from './prompted-encoder.ts'
import type { TextEncoder } from './text-encoder-of.ts'

/** A passage of a text: characters from `start` up to `end` (UTF-16 units, as `slice` counts). */
export interface Chunk {
  /** Index of the text. */
  readonly text: number
  readonly start: number
  readonly end: number
}

/** Passages of texts and their vectors. */
export interface EncodedChunks {
  /** In the order of the texts, and within each from its start; each text has at least one. */
  readonly chunks: readonly Chunk[]
  /** Row `i` belongs to `chunks[i]`. */
  readonly vectors: Vectors
  /** Row `t` belongs to text `t`: the mean of its passages' vectors. Present if requested. */
  readonly texts?: Vectors
}

/** Options of `encodeChunks`. */
export interface EncodeChunksOptions extends EncodeTextOptions {
  /**
   * Maximum number of tokens of a passage. Default: as many as fit besides special tokens and prompt, which is also the
   * maximum.
   */
  readonly tokens?: number
  /** Tokens, in whole words, that a passage has in common with the one before. Default 0. */
  readonly overlap?: number
  /** Also gives the mean of each text's passages, of unit length if the embeddings are. Default false. */
  readonly pooled?: boolean
}

/**
 * Encodes long texts whole: cuts them between words into passages that the encoder takes, and encodes these as
 * documents.
 *
 * @throws {ArgumentError} if `tokens` is more than the encoder takes, or `overlap` is not below it.
 *
 * @example
 * const { chunks, vectors } = await encodeChunks(encoder, [manual], { tokens: 128, overlap: 32 })
 * const passages = chunks.map(({ start, end }) => manual.slice(start, end))
 */
export async function encodeChunks(
  encoder: TextEncoder,
  texts: Texts,
  given: EncodeChunksOptions = {},
): Promise<EncodedChunks> {
  const {
    tokens,
    overlap = 0,
    pooled = false,
    ...options
  } = requireKnownOptions<EncodeChunksOptions>('encodeChunks', given, {
    tokens: true,
    overlap: true,
    pooled: true,
    normalize: true,
    dimensions: true,
    prompt: true,
    signal: true,
    onProgress: true,
  })
  requireInputs('encodeChunks', texts)
  const { tokenizer, parts } = encoder
  const { prompt = promptOf(parts, ...documentPrompts), normalize = parts.normalize } = options
  const count = (some: readonly string[], special = false) =>
    tokenizer.encodeBatch(some, { special, maxLength: Number.MAX_SAFE_INTEGER }).ids.map(({ length }) => length)
  const most = parts.maxLength - count([prompt], true)[0]!
  const budget = tokens ?? most
  if (!(Number.isInteger(budget) && budget >= 1 && budget <= most))
    throw new ArgumentError(
      `encodeChunks: tokens is ${budget}, the encoder takes ${most} beside special tokens and prompt. Give a ` +
        'whole number from 1 up to them.',
      { tokens: budget, most },
    )
  if (!(Number.isInteger(overlap) && overlap >= 0 && overlap < budget))
    throw new ArgumentError(
      `encodeChunks: overlap is ${overlap}, tokens ${budget}. Give a whole number from 0, below tokens.`,
      { overlap, tokens: budget },
    )

  const chunks: Chunk[] = []
  const passages = async function* () {
    let place = 0
    let since = performance.now()
    for await (const text of texts) {
      if (performance.now() - since > 4) {
        await setImmediate()
        since = performance.now()
      }
      for (const [start, end] of chunkText(text, { tokens: budget, overlap, count })) {
        chunks.push({ text: place, start, end })
        yield text.slice(start, end)
      }
      place++
    }
  }
  const vectors = await encoder.encode(passages(), { ...options, prompt })
  return { chunks, vectors, ...(pooled && { texts: means(chunks, vectors, normalize) }) }
}

function means(chunks: readonly Chunk[], vectors: Vectors, normalize: boolean): Vectors {
  const { dimensions } = vectors
  const count = (chunks.at(-1)?.text ?? -1) + 1
  const data = new Float32Array(count * dimensions)
  const sizes = new Uint32Array(count)
  for (const [i, { text }] of chunks.entries()) {
    row(vectors, i).forEach((value, d) => {
      data[text * dimensions + d]! += value
    })
    sizes[text]!++
  }
  for (let text = 0; text < count; text++) {
    const own = data.subarray(text * dimensions, (text + 1) * dimensions)
    const scale = normalize ? 1 / Math.max(Math.hypot(...own), 1e-12) : 1 / sizes[text]!
    own.forEach((value, d) => {
      own[d] = value * scale
    })
  }
  return { data, count, dimensions }
}
