import { createTextEncoder, firstLayers, lexicalStart, textEncoderOf, trainWordPiece, type TextEncoder, type TextEncoderParts } from '@towerkit/text-encoder'
import type { Corpus } from './corpus.ts'

/** A machine that others work on too: no more than its two cores. */
export const session = { threads: 2 } as const

/** Sizes of the study's decoders. */
export interface DecoderSize { readonly width: number; readonly layers: number }

const vocabularySize = 8192

/** The tokenizer that all towers of a corpus share, of documents and training queries. */
export function corpusTokenizer({ documents, pairs }: Corpus): object {
  return trainWordPiece([...documents.values(), ...pairs.map(({ query }) => query)], { vocabularySize })
}

/** A decoder that starts as TF-IDF by random projection; its blocks start by adding nothing. */
export function decoder(corpus: Corpus, { width, layers }: DecoderSize, { tokenizer, seed, maxLength }: { readonly tokenizer: object; readonly seed: number; readonly maxLength: number }): TextEncoderParts {
  const { parts } = createTextEncoder({
    tokenizer, pooling: 'mean', maxLength, seed, config: {
      model_type: 'qwen3', vocab_size: vocabularySize, hidden_size: width, num_hidden_layers: layers, num_attention_heads: 4, num_key_value_heads: 2,
      head_dim: 32, intermediate_size: 640, max_position_embeddings: maxLength, tie_word_embeddings: true,
    },
  })
  return lexicalStart(parts, [...corpus.documents.values(), ...corpus.pairs.map(({ query }) => query)], { seed })
}

/**
 * A narrow mean of words that starts as the first coordinates of a wide decoder's words, mapped back into the wide space: what
 * asymmetric training and distillation both start from, as `firstLayers` is for depth.
 */
export function narrowWords(wide: TextEncoderParts, width: number): TextEncoderParts {
  const { network, tokenizer, maxLength, normalize, prompts } = wide
  const table = wide.weights['embed_tokens.weight']!
  const norm = wide.weights['norm.weight']!.data as Float32Array
  const [rows, full] = table.shape as [number, number]
  const config = { ...network.config, hidden_size: width, num_hidden_layers: 0 }
  const { parts } = createTextEncoder({ config, tokenizer, pooling: 'mean', dimensions: full, maxLength, normalize, prompts })
  const words = parts.weights['embed_tokens.weight']!.data as Float32Array
  for (let token = 0; token < rows; token++) {
    const from = (table.data as Float32Array).subarray(token * full, (token + 1) * full)
    const length = Math.hypot(...from)
    const scale = Math.sqrt((full - 1) / (width - 1)) / length
    for (let k = 0; k < width - 1; k++) words[token * width + k] = from[k]! * scale
    const lexical = words.subarray(token * width, token * width + width - 1).reduce((sum, value) => sum + value ** 2, 0)
    words[(token + 1) * width - 1] = Math.sqrt(Math.max(0.02, 1 - lexical))
  }
  ;(parts.weights['norm.weight']!.data as Float32Array).set(norm.subarray(0, width - 1))
  ;(parts.weights['norm.weight']!.data as Float32Array)[width - 1] = 0
  const map = parts.weights['dense.0.linear.weight']!.data as Float32Array
  for (let k = 0; k < width - 1; k++) map.fill(0, k * width, (k + 1) * width)[k * width + k] = 1
  map.fill(0, (width - 1) * width)
  ;(parts.weights['dense.0.linear.bias']?.data as Float32Array | undefined)?.fill(0)
  return parts
}

/** A copy of the first blocks of a decoder that is pooled by its mean. */
export function shallow(parts: TextEncoderParts, layers: number): TextEncoderParts {
  return firstLayers(parts, layers)
}

/** An encoder with memory of its own. */
export function copyOf(parts: TextEncoderParts, name: string): TextEncoder {
  return textEncoderOf(structuredClone(parts), { name, session })
}

/** How many numbers a tower has. */
export function parametersOf({ weights }: TextEncoderParts): number {
  return Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)
}
