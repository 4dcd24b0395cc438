import { expect, it } from 'vitest'
import { row } from '@towerkit/core'
import { createTextEncoder, lexicalStart, textEncoderOf, trainWordPiece } from '@towerkit/text-encoder'

const texts = [
  'watch a file',
  'read a file into memory',
  'a socket that is open',
  'close a socket',
  'a queue of a table',
]
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const config = {
  model_type: 'qwen3',
  vocab_size: 80,
  hidden_size: 256,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 8,
  intermediate_size: 32,
  max_position_embeddings: 24,
}
const created = () => createTextEncoder({ config, tokenizer, pooling: 'mean', session: { threads: 1 } })
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

it('finds texts by the words that they share, rare ones above common ones, before any training', async () => {
  await using fresh = created()
  await using encoder = textEncoderOf(lexicalStart(fresh.parts, texts, { seed: 1 }), { session: { threads: 1 } })
  const documents = await encoder.encode(texts)
  const scores = async (query: string) => {
    const vectors = await encoder.encode([query])
    return texts.map((_, i) => dot(vectors.data as Float32Array, row(documents, i)))
  }
  const file = await scores('a file')
  expect(Math.min(file[0]!, file[1]!)).toBeGreaterThan(Math.max(file[2]!, file[3]!, file[4]!) + 0.1)
  const queue = await scores('queue')
  expect(queue.indexOf(Math.max(...queue))).toBe(4)
})

it('starts as its words alone: order changes nothing, and the parts it was given stay as they are', async () => {
  await using fresh = created()
  const before = structuredClone(fresh.parts.weights)
  const parts = lexicalStart(fresh.parts, texts)
  expect(fresh.parts.weights).toEqual(before)
  await using encoder = textEncoderOf(parts, { session: { threads: 1 } })
  const vectors = await encoder.encode(['read a file', 'file a read'])
  expect(dot(row(vectors, 0), row(vectors, 1))).toBeCloseTo(1, 5)
})

it('refuses other architectures, no texts and a negative rarity', () => {
  const bert = createTextEncoder({
    tokenizer,
    config: {
      model_type: 'bert',
      vocab_size: 80,
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 24,
      type_vocab_size: 1,
      layer_norm_eps: 1e-12,
    },
  })
  expect(() => lexicalStart(bert.parts, texts)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  expect(() => lexicalStart(created().parts, [])).toThrow(expect.objectContaining({ code: 'argument' }))
  expect(() => lexicalStart(created().parts, texts, { rarity: -1 })).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
})
