import {
  AbortedError,
  ArgumentError,
  DataError,
  type EncodeOptions,
  requireInputs,
  requireKnownOptions,
} from '@towerkit/core'
import { writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { servingGraph } from '../serving-graph.ts'
import { newAttention } from './static-attention.ts'
import { staticEncoderOf, type StaticEncoder } from './static-encoder-of.ts'
import type { TextEncoder } from '../text-encoder-of.ts'
import { networkDimensions } from '../text-network.ts'
import { textTensors } from '../text-tensors.ts'

/** Options of `staticStudent`. */
export interface StaticStudentOptions extends Pick<EncodeOptions, 'signal'> {
  /** Name of its tower. Default 'student'. */
  readonly name?: string
  /** Share of all tokens at which a token's weight has halved; above 0. Default 0.001. */
  readonly rarity?: number
  /**
   * Length of the queries and keys of an attention from the mean of a text's words to each of them, such as 64, or 0
   * for only the mean. It learns which words a text is about, at some microseconds a text, and wants a lower rate than
   * words: 0.002, and `learningRates: [{ weights: 'student.embedding.weight', factor: 10 }]`. Default 0.
   */
  readonly attention?: number
  /** Source of the first weights of the attention. Default 0. */
  readonly seed?: number
  /** Called with the number of vocabulary tokens that have vectors so far. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** Tokens of one run. */
const tokensAtOnce = 1024

/**
 * A static encoder that starts from what a larger one makes of each single token: the smallest student there is, for
 * `distilQueryTower`. It has the teacher's tokenizer, dimensions and prompts.
 *
 * W[t] = a / (a + pₜ) · teacher(t), raw, pₜ the share of token t in the texts: so that the mean of a text's tokens
 * follows its rare ones. With `attention` tokens are weighted by their text, all equally at first.
 *
 * @param texts In which tokens are counted: queries as they will come.
 * @returns an encoder with a table [tokens of the vocabulary, dimensions]. Each token is encoded once: 30,000 tokens
 *   take some seconds.
 * @throws {DataError} if the texts have no token; {ArgumentError} if the rarity is not above 0, or the attention is no
 *   whole number; {AbortedError} at the signal.
 *
 * @example
 * const student = await staticStudent(towers.query, queries)
 * await distilQueryTower({
 *   teacher: towers.query,
 *   student,
 *   queries,
 *   loss: embeddingDistillation(),
 *   optimizer: adamW({ learningRate: 0.02 }),
 *   steps: 2000,
 *   batchSize: 256,
 * })
 *
 * @see Arora et al., A simple but tough-to-beat baseline for sentence embeddings, 2017, equation 3 (the weight);
 *   Tulkens and van Dongen, Model2Vec, 2024 (vectors of single tokens).
 */
export async function staticStudent(
  { parts, tokenizer }: TextEncoder,
  texts: readonly string[],
  options: StaticStudentOptions = {},
): Promise<StaticEncoder> {
  const {
    name = 'student',
    rarity = 1e-3,
    attention = 0,
    seed = 0,
    signal,
    onProgress,
  } = requireKnownOptions<StaticStudentOptions>('staticStudent', options, {
    name: true,
    rarity: true,
    attention: true,
    seed: true,
    onProgress: true,
    signal: true,
  })
  requireInputs('staticStudent', texts)
  if (!(rarity > 0)) throw new ArgumentError(`staticStudent: rarity is ${rarity}. Give a number above 0.`, { rarity })
  const { network, maxLength, normalize, prompts, defaultPrompt } = parts
  const dimensions = networkDimensions(network)
  if (!(Number.isInteger(attention) && attention >= 0))
    throw new ArgumentError(
      `staticStudent: attention is ${attention}. Give a whole number: the length of its queries and keys, or 0 ` +
        'for none.',
      { attention },
    )
  const counts = new Float64Array(tokenizer.vocabularySize)
  let total = 0
  for (const ids of tokenizer.encodeBatch(texts, { special: false, maxLength }).ids) {
    for (const id of ids) counts[id]!++
    total += ids.length
  }
  if (total === 0)
    throw new DataError(`staticStudent: ${texts.length} texts have no token. Give texts such as will be asked.`, {
      texts: texts.length,
    })

  const [special] = tokenizer.encodeBatch(['']).ids
  const before = tokenizer.prefixLength('')
  const row = (id: number) => Int32Array.of(...special!.subarray(0, before), id, ...special!.subarray(before))
  const rowsAtOnce = Math.max(1, Math.floor(tokensAtOnce / row(0).length))
  await using session = await createSession(
    writeOnnx(servingGraph(parts, { normalize: false, even: true }), { weights: parts.weights }),
  )
  const data = new Float32Array(counts.length * dimensions)
  for (let start = 0; start < counts.length; start += rowsAtOnce) {
    if (signal?.aborted)
      throw new AbortedError(`staticStudent: stopped by the caller after ${start} of ${counts.length} tokens.`, {
        done: start,
        cause: signal.reason,
      })
    const ids = Array.from({ length: Math.min(rowsAtOnce, counts.length - start) }, (_, i) => start + i)
    const { embeddings } = await session.run(textTensors(ids.map(row), { network, tokenizer, paddingSide: 'right' }))
    const vectors = embeddings!.data as Float32Array
    ids.forEach((id, i) => {
      const weight = rarity / (rarity + counts[id]! / total)
      for (let k = 0; k < dimensions; k++) data[id * dimensions + k] = weight * vectors[i * dimensions + k]!
    })
    onProgress?.({ done: start + ids.length, total: counts.length })
  }
  const json = {
    ...parts.tokenizer,
    truncation: { direction: 'Right', max_length: maxLength, strategy: 'LongestFirst', stride: 0 },
  }
  const table = { dtype: 'float32', shape: [counts.length, dimensions], data } as const
  return staticEncoderOf(
    {
      tokenizer: json,
      table,
      ...(attention > 0 && { attention: newAttention(dimensions, { rank: attention, places: maxLength }, seed) }),
      normalize,
      prompts,
      ...(defaultPrompt !== undefined && { defaultPrompt }),
    },
    { name },
  )
}
