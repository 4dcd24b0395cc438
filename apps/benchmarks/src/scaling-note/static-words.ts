import { loadTokenizer, staticEncoderOf, type StaticEncoder, type TextEncoder } from '@towerkit/text-encoder'

/**
 * A mean of words that starts from a model's raw vectors of single tokens, each weighed by a / (a + p), p its share of the texts' tokens: what a tower without
 * blocks has of the model before it learns.
 *
 * @see Arora et al., A simple but tough-to-beat baseline for sentence embeddings, 2017, equation 3 (the weight); model2vec (vectors of single tokens).
 */
export async function staticWords(model: TextEncoder, texts: readonly string[], { maxLength, rarity = 1e-3 }: { readonly maxLength: number; readonly rarity?: number }): Promise<StaticEncoder> {
  const json = { ...model.parts.tokenizer, truncation: { max_length: maxLength, strategy: 'LongestFirst', stride: 0, direction: 'Right' } }
  const tokenizer = loadTokenizer(json)
  const vocabulary = Object.entries((json as unknown as { readonly model: { readonly vocab: Readonly<Record<string, number>> } }).model.vocab)
  const counts = new Float64Array(tokenizer.vocabularySize)
  let total = 0
  for (const ids of tokenizer.encodeBatch(texts, { special: false, maxLength }).ids) {
    for (const id of ids) counts[id]!++
    total += ids.length
  }
  const { data, dimensions } = await model.encodeQueries(vocabulary.map(([word]) => word.replace(/^##/, '')), { normalize: false })
  const table = new Float32Array(tokenizer.vocabularySize * dimensions)
  vocabulary.forEach(([, id], i) => {
    const weight = rarity / (rarity + counts[id]! / total)
    for (let k = 0; k < dimensions; k++) table[id * dimensions + k] = weight * (data[i * dimensions + k] as number)
  })
  return staticEncoderOf({ tokenizer: json, table: { dtype: 'float32', shape: [tokenizer.vocabularySize, dimensions], data: table }, normalize: true, prompts: { query: '', document: '' } }, { name: 'student' })
}

/** The same words with memory of their own. */
export function copyOfWords(words: StaticEncoder, name: string): StaticEncoder {
  return staticEncoderOf(structuredClone(words.parts), { name })
}
