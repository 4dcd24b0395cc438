import { seededRandom, type Vectors } from '@towerkit/core'
import {
  createTextEncoder,
  firstLayers,
  lexicalStart,
  staticEncoderOf,
  textEncoderOf,
  trainWordPiece,
  type StaticEncoder,
  type StaticEncoderParts,
  type TextEncoder,
  type TextEncoderParts,
} from '@towerkit/text-encoder'
import type { Corpus } from './corpus.ts'

/** One thread: a machine that others work on too. */
export const session = { threads: 1 } as const

/** Sizes of the study's decoders. */
export interface DecoderSize {
  readonly width: number
  readonly layers: number
}

const vocabularySize = 8192

/** The tokenizer that all towers of a corpus share, of documents and training queries. */
export function corpusTokenizer({ documents, pairs }: Corpus): object {
  return trainWordPiece([...documents.values(), ...pairs.map(({ query }) => query)], { vocabularySize })
}

/** A decoder that starts as TF-IDF by random projection; its blocks start by adding nothing. */
export function decoder(
  corpus: Corpus,
  { width, layers }: DecoderSize,
  { tokenizer, seed, maxLength }: { readonly tokenizer: object; readonly seed: number; readonly maxLength: number },
): TextEncoderParts {
  const { parts } = createTextEncoder({
    tokenizer,
    pooling: 'mean',
    maxLength,
    seed,
    config: {
      model_type: 'qwen3',
      vocab_size: vocabularySize,
      hidden_size: width,
      num_hidden_layers: layers,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 32,
      intermediate_size: 640,
      max_position_embeddings: maxLength,
      tie_word_embeddings: true,
    },
  })
  return lexicalStart(parts, [...corpus.documents.values(), ...corpus.pairs.map(({ query }) => query)], { seed })
}

/**
 * A narrow mean of words that starts as the best of its rank: the mean of a wide decoder's normalised words, seen in
 * the main directions of the wide decoder's vectors, and mapped back. It is to width what `firstLayers` is to depth.
 *
 * @param vectors Raw vectors of the wide decoder, from which the directions are found.
 */
export function narrowWords(wide: TextEncoderParts, width: number, vectors: Vectors): TextEncoderParts {
  const { network, tokenizer, maxLength, normalize, prompts } = wide
  const { data: table, shape } = wide.weights['embed_tokens.weight']! as {
    readonly data: Float32Array
    readonly shape: readonly number[]
  }
  const scale = wide.weights['norm.weight']!.data as Float32Array
  const [rows, full] = shape as [number, number]
  const directions = mainDirections(vectors, width - 1)
  const { parts } = createTextEncoder({
    config: { ...network.config, hidden_size: width, num_hidden_layers: 0 },
    tokenizer,
    pooling: 'mean',
    dimensions: full,
    maxLength,
    normalize,
    prompts,
  })
  const words = parts.weights['embed_tokens.weight']!.data as Float32Array
  const lengths = new Float64Array(rows)
  for (let token = 0; token < rows; token++) {
    const row = table.subarray(token * full, (token + 1) * full)
    const level = Math.sqrt(full) / Math.hypot(...row)
    directions.forEach((direction, k) => {
      words[token * width + k] = direction.reduce((sum, value, i) => sum + value * scale[i]! * level * row[i]!, 0)
    })
    lengths[token] = Math.hypot(...words.subarray(token * width, (token + 1) * width - 1))
  }
  // All rows of length 1, so that the norm keeps their weights; the last coordinate takes what is left, and is hidden.
  const shrink = 0.98 / lengths.reduce((most, length) => Math.max(most, length))
  for (let token = 0; token < rows; token++) {
    for (let k = 0; k < width - 1; k++) words[token * width + k]! *= shrink
    words[(token + 1) * width - 1] = Math.sqrt(1 - (lengths[token]! * shrink) ** 2)
  }
  const norm = parts.weights['norm.weight']!.data as Float32Array
  norm[width - 1] = 0
  const map = (parts.weights['dense.0.linear.weight']!.data as Float32Array).fill(0)
  directions.forEach((direction, k) =>
    direction.forEach((value, i) => {
      map[i * width + k] = value / (shrink * Math.sqrt(width))
    }),
  )
  return parts
}

/** The first principal directions of vectors, uncentred, by subspace iteration. */
function mainDirections({ data, count, dimensions }: Vectors, rank: number): Float64Array[] {
  const moments = new Float64Array(dimensions * dimensions)
  for (let v = 0; v < count; v += Math.ceil(count / 4000)) {
    for (let i = 0; i < dimensions; i++)
      for (let j = 0; j < dimensions; j++)
        moments[i * dimensions + j]! += (data[v * dimensions + i] as number) * (data[v * dimensions + j] as number)
  }
  const random = seededRandom(1)
  let basis = Array.from({ length: rank }, () => Float64Array.from({ length: dimensions }, () => random() - 0.5))
  for (let round = 0; round < 12; round++) {
    basis = basis.map(vector =>
      Float64Array.from({ length: dimensions }, (_, i) => {
        let sum = 0
        for (let j = 0; j < dimensions; j++) sum += moments[i * dimensions + j]! * vector[j]!
        return sum
      }),
    )
    basis.forEach((vector, at) => {
      // Twice: what is left of a direction that the vectors hardly have is rounding, and must be square to the others
      // too.
      for (const earlier of [...basis.slice(0, at), ...basis.slice(0, at)]) {
        const along = earlier.reduce((sum, value, i) => sum + value * vector[i]!, 0)
        earlier.forEach((value, i) => {
          vector[i]! -= along * value
        })
      }
      const length = Math.hypot(...vector)
      vector.forEach((value, i) => {
        vector[i] = value / length
      })
    })
  }
  return basis
}

/** A copy of the first blocks of a decoder that is pooled by its mean. */
export function shallow(parts: TextEncoderParts, layers: number): TextEncoderParts {
  return firstLayers(parts, layers)
}

/** An encoder with memory of its own. */
export function copyOf(parts: TextEncoderParts, name: string): TextEncoder
export function copyOf(parts: StaticEncoderParts, name: string): StaticEncoder
export function copyOf(parts: TextEncoderParts | StaticEncoderParts, name: string): TextEncoder | StaticEncoder {
  const own = structuredClone(parts)
  return 'table' in own ? staticEncoderOf(own, { name }) : textEncoderOf(own, { name, session })
}

/** How many numbers a tower has. */
export function parametersOf(parts: TextEncoderParts | StaticEncoderParts): number {
  const weights =
    'table' in parts ? [parts.table, ...Object.values(parts.attention ?? {})] : Object.values(parts.weights)
  return weights.reduce((sum, { data }) => sum + data.length, 0)
}
