import { expect, it } from 'vitest'
import { createTextEncoder, firstLayers, textEncoderOf, trainWordPiece } from '@towerkit/text-encoder'

const texts = ['watch a file', 'read a file into memory']
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const qwen = {
  model_type: 'qwen3',
  vocab_size: 80,
  hidden_size: 16,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 8,
  intermediate_size: 32,
  max_position_embeddings: 24,
  layer_types: ['full_attention', 'full_attention', 'full_attention'],
}
const distil = {
  model_type: 'distilbert',
  vocab_size: 80,
  dim: 16,
  n_layers: 3,
  n_heads: 2,
  hidden_dim: 32,
  max_position_embeddings: 24,
  dropout: 0,
  attention_dropout: 0,
}

it.each([
  ['qwen3', qwen],
  ['distilbert', distil],
])('a %s with all layers gives the same vectors, with fewer other ones of the same length', async (_name, config) => {
  await using whole = createTextEncoder({ config, tokenizer, dimensions: 12, seed: 1, session: { threads: 1 } })
  await using same = textEncoderOf(firstLayers(whole.parts, 3), { session: { threads: 1 } })
  await using first = textEncoderOf(firstLayers(whole.parts, 1), { session: { threads: 1 } })
  await using words = textEncoderOf(firstLayers(whole.parts, 0, { pooling: 'mean' }), { session: { threads: 1 } })
  const expected = await whole.encode(texts)
  expect((await same.encode(texts)).data).toEqual(expected.data)
  for (const smaller of [first, words]) {
    expect(smaller.dimensions).toBe(12)
    expect((await smaller.encode(texts)).data).not.toEqual(expected.data)
  }
  expect(Object.keys(first.parts.weights).some(name => /\b(layers?)\.1\./.test(name))).toBe(false)
})

it('copies the weights: training the small one leaves the large one as it is', () => {
  const whole = createTextEncoder({ config: qwen, tokenizer, seed: 1 })
  const parts = firstLayers(whole.parts, 2)
  const name = 'embed_tokens.weight'
  const before = whole.parts.weights[name]!.data[0]
  ;(parts.weights[name]!.data as Float32Array).fill(7)
  expect(whole.parts.weights[name]!.data[0]).toBe(before)
})

it.each([-1, 1.5, 4])('refuses %s layers of 3', layers => {
  const { parts } = createTextEncoder({ config: qwen, tokenizer })
  expect(() => firstLayers(parts, layers)).toThrow(expect.objectContaining({ code: 'argument' }))
})

it('refuses an encoder that averages its layers, each with a weight of its own', () => {
  const { parts } = createTextEncoder({ config: qwen, tokenizer })
  const averaged = { ...parts, network: { ...parts.network, averagedFrom: 1 } }
  expect(() => firstLayers(averaged, 2)).toThrow(expect.objectContaining({ code: 'unsupported' }))
})
