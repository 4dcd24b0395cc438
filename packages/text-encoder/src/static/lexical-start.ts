import { ArgumentError, seededRandom, UnsupportedError, requireInputs, requireKnownOptions } from '@towerkit/core'
import { loadTokenizer, textBackbone } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'
import type { TextEncoderParts } from '../text-encoder-parts.ts'

/** Options of `lexicalStart`. */
export interface LexicalStartOptions {
  /** Power of the inverse document frequency: 0 weighs all tokens alike, 1 as TF-IDF does. From 0. Default 1. */
  readonly rarity?: number
  /** Source of the directions. Default 0. */
  readonly seed?: number
}

/** Share of a token's length that its word can have: the rest is what blocks and training may still take. */
const mostLexical = 0.98
/** Maps whose result is added to the residual stream. */
const residualMaps = /\.(o_proj|down_proj)\.weight$/

/**
 * The parts of a new decoder such that it starts as TF-IDF by random projection: before any training it finds texts by
 * the rare words that they share. Pool it by 'mean' (or 'mean_sqrt_len_tokens').
 *
 * Each row of the word table has length 1: wₜ·uₜ in all coordinates but the last, and √(1 − wₜ²) in the last, which the
 * final norm starts by hiding. u is a random direction, w = 0.98·(idfₜ / max idf)^rarity, idf = ln(1 + (N − nₜ + ½)/(nₜ
 * + ½)), nₜ of N texts hold the token. So a token's weight passes the norm that would level it, and blocks can change
 * it. The maps into the residual stream start at 0: blocks start by adding nothing.
 *
 * @param texts From which frequencies are counted: documents and queries alike, for a common word that only queries
 *   hold would be taken for a rare one.
 * @throws {UnsupportedError} if the backbone is not shaped as Qwen2 or Qwen3; {ArgumentError} without texts, or for a
 *   negative rarity.
 *
 * @example
 * const parts = lexicalStart(createTextEncoder({ config, tokenizer, pooling: 'mean' }).parts, [
 *   ...documents,
 *   ...queries,
 * ])
 *
 * @see Achlioptas, Database-friendly random projections, 2003; Robertson and Zaragoza, BM25 and beyond, 2009 (idf);
 *   Zhang et al., Fixup, 2019 (branches that start at 0).
 */
export function lexicalStart(
  parts: TextEncoderParts,
  texts: readonly string[],
  options: LexicalStartOptions = {},
): TextEncoderParts {
  const { rarity = 1, seed = 0 } = requireKnownOptions<LexicalStartOptions>('lexicalStart', options, {
    rarity: true,
    seed: true,
  })
  requireInputs('lexicalStart', texts)
  const { type, table } = textBackbone(parts.network.config)
  const words = parts.weights[table]
  const norm = parts.weights['norm.weight']
  if (!words || !norm || !/^qwen/.test(type))
    throw new UnsupportedError(`lexicalStart: ${type} is not shaped as Qwen2 or Qwen3. Take such a config.`, { type })
  if (texts.length === 0)
    throw new ArgumentError('lexicalStart: there are no texts. Give documents and queries.', { texts: 0 })
  if (!(rarity >= 0)) throw new ArgumentError(`lexicalStart: rarity is ${rarity}. Give a number from 0 up.`, { rarity })
  const [rows, width] = words.shape as [number, number]
  const weights = tokenWeights(documentFrequencies(parts, texts, rows), texts.length, rarity)
  const start: Record<string, Tensor> = {
    [table]: { ...words, data: directions(weights, width, seed) },
    'norm.weight': { ...norm, data: new Float32Array(width).fill(1, 0, width - 1) },
  }
  for (const [name, weight] of Object.entries(parts.weights)) {
    if (residualMaps.test(name)) start[name] = { ...weight, data: new Float32Array(weight.data.length) }
  }
  return structuredClone({ ...parts, weights: { ...parts.weights, ...start } })
}

function documentFrequencies(
  { tokenizer: json, maxLength }: TextEncoderParts,
  texts: readonly string[],
  rows: number,
): Float64Array {
  const frequencies = new Float64Array(rows)
  for (const ids of loadTokenizer(json).encodeBatch(texts, { maxLength }).ids)
    for (const id of new Set(ids)) frequencies[id]!++
  return frequencies
}

function tokenWeights(frequencies: Float64Array, count: number, rarity: number): Float64Array {
  const inverse = frequencies.map(frequency => Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5)))
  const highest = inverse.reduce((most, value) => Math.max(most, value))
  return inverse.map(value => mostLexical * (value / highest) ** rarity)
}

/** Rows of length 1 whose part outside the last coordinate is ±weight/√(width − 1) everywhere. */
function directions(weights: Float64Array, width: number, seed: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed)
  const data = new Float32Array(weights.length * width)
  weights.forEach((weight, row) => {
    const size = weight / Math.sqrt(width - 1)
    for (let column = 0; column < width - 1; column++) data[row * width + column] = random() < 0.5 ? -size : size
    data[(row + 1) * width - 1] = Math.sqrt(1 - weight ** 2)
  })
  return data
}
