import { expect, it } from 'vitest'
import { row, seededRandom } from '@towerkit/core'
import { createTextEncoder, encodeChunks, trainWordPiece } from '@towerkit/text-encoder'
import { chunkText } from './chunk-text.ts'

const words = ['watch', 'a', 'file', 'parse', 'locator', 'uniform', '🙂']
const tokenizer = trainWordPiece([...words, 'read a file'], { vocabularySize: 80, minimumFrequency: 1 })
const config = {
  model_type: 'bert',
  vocab_size: 100,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 24,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
}
const tiny = () =>
  createTextEncoder({ config, tokenizer, seed: 1, session: { threads: 1 }, prompts: { query: '', document: 'read ' } })

/** One token a letter, and one more for each space within: words together are more than their sum. */
const count = (texts: readonly string[]) =>
  texts.map(text => [...text.replace(/\s/g, '')].length + text.trim().split(/\s+/).length - 1)

it('cuts texts into passages that together are the whole text, none too long', () => {
  const random = seededRandom(1)
  for (let round = 0; round < 300; round++) {
    const text = Array.from(
      { length: Math.floor(random() * 30) },
      () => words[Math.floor(random() * words.length)]! + [' ', '  ', '\n', ''][Math.floor(random() * 4)]!,
    ).join('')
    const tokens = 1 + Math.floor(random() * 12)
    const overlap = 0
    const passages = chunkText(text, { tokens, overlap, count })
    const pieces = passages.map(([start, end]) => text.slice(start, end))
    expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    for (const [i, piece] of pieces.entries()) {
      expect(count([piece])[0], JSON.stringify({ text, tokens, piece })).toBeLessThanOrEqual(tokens)
      expect(piece.isWellFormed()).toBe(true)
      if (i > 0) expect(passages[i]![0]).toBeGreaterThanOrEqual(passages[i - 1]![1])
    }
  }
})

it('repeats the last words of a passage at the start of the next', () => {
  const text = 'aa bb cc dd ee'
  const lengths = (texts: readonly string[]) => texts.map(each => each.replace(/\s/g, '').length)
  const pieces = (overlap: number) =>
    chunkText(text, { tokens: 6, overlap, count: lengths }).map(([start, end]) => text.slice(start, end))
  expect(pieces(0)).toEqual(['aa bb cc', 'dd ee'])
  expect(pieces(2)).toEqual(['aa bb cc', 'cc dd ee'])
  expect(pieces(5)).toEqual(['aa bb cc', 'bb cc dd', 'cc dd ee'])
})

it('encodes each passage as a document, and each text by the mean of its passages', async () => {
  await using encoder = tiny()
  const texts = ['watch a file '.repeat(20), '', 'parse']
  const { chunks, vectors, texts: whole } = await encodeChunks(encoder, texts, { tokens: 8, overlap: 2, pooled: true })
  expect(new Set(chunks.map(({ text }) => text))).toEqual(new Set([0, 1, 2]))
  const passages = chunks.map(({ text, start, end }) => texts[text]!.slice(start, end))
  expect(passages.slice(-2)).toEqual(['', 'parse'])
  const alone = await encoder.encodeDocuments(passages)
  vectors.data.forEach((value, i) => expect(value).toBeCloseTo(alone.data[i]!, 5))
  expect(whole!.count).toBe(3)
  row(whole!, 2).forEach((value, d) => expect(value).toBeCloseTo(row(vectors, chunks.length - 1)[d]!, 5))
  expect(Math.hypot(...row(whole!, 0))).toBeCloseTo(1, 5)
  const default_ = await encodeChunks(encoder, texts)
  for (const { text, start, end } of default_.chunks)
    expect(
      encoder.tokenizer.encodeBatch([`read ${texts[text]!.slice(start, end)}`]).ids[0]!.length,
    ).toBeLessThanOrEqual(24)
  expect(default_.texts).toBeUndefined()
})

it('refuses more tokens than the encoder takes, and an overlap that is a whole passage', async () => {
  await using encoder = tiny()
  await expect(encodeChunks(encoder, ['a'], { tokens: 24 })).rejects.toMatchObject({ code: 'argument' })
  await expect(encodeChunks(encoder, ['a'], { tokens: 4, overlap: 4 })).rejects.toMatchObject({ code: 'argument' })
  expect((await encodeChunks(encoder, [], { pooled: true })).texts!.count).toBe(0)
})
