import { createTextEncoder, languageModelling } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'
import { expect, it } from 'vitest'
import { documents, session, smallLanguageModel, tokenizer, unknowable } from './testing/small-language-model.ts'

it('a language model learns what comes next', async () => {
  await using encoder = smallLanguageModel()
  const { losses } = await train({
    ...languageModelling(encoder),
    data: [...documents.values()].map(text => ({ text })),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 30,
    steps: 60,
    session,
  })
  expect(losses[0]!).toBeGreaterThan(0.9 * Math.log(120))
  expect(losses.at(-1)!).toBeLessThan(unknowable + 0.25)
  expect(losses.at(-1)!).toBeGreaterThan(unknowable - 0.01)
})

it('only a causal model is a language model', () => {
  const encoder = createTextEncoder({
    tokenizer,
    config: {
      model_type: 'bert',
      vocab_size: 120,
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 24,
      type_vocab_size: 1,
      layer_norm_eps: 1e-12,
    },
  })
  expect(() => languageModelling(encoder)).toThrow(expect.objectContaining({ code: 'unsupported' }))
})
