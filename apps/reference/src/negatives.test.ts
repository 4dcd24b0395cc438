import { expect, it } from 'vitest'
import { infoNce } from '@towerkit/losses'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'

const data = [
  { query: 'open a file', positive: 'opens the file', negatives: ['closes the file', 'opens the door'] },
  { query: 'close a file', positive: 'closes the file', negatives: ['opens the file'] },
  { query: 'copy a file', positive: 'copies the file', negatives: [] },
  { query: 'move a file', positive: 'moves the file', negatives: ['copies the file'] },
]

it.each([
  ['plain', undefined],
  ['with the gradient cache', 2],
])('a text encoder trains with any number of negatives for each query: %s', async (_name, chunkSize) => {
  const tokenizer = trainWordPiece(
    data.flatMap(({ query, positive }) => [query, positive]),
    { vocabularySize: 80, minimumFrequency: 1 },
  )
  await using encoder = createTextEncoder({
    tokenizer,
    config: {
      model_type: 'bert',
      vocab_size: 80,
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 16,
      type_vocab_size: 1,
      layer_norm_eps: 1e-12,
      hidden_dropout_prob: 0,
    },
  })
  const { losses } = await train({
    model: encoder,
    data,
    loss: infoNce({ symmetric: true }),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 4,
    steps: 30,
    session: { threads: 1 },
    ...(chunkSize && { chunkSize }),
  })
  expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!)
})

it('copies of a positive in one batch are no negatives when they share a group', async () => {
  const copies = [0, 0].map(group => ({ query: 'open a file', positive: 'open a file', group }))
  const lossOf = async (examples: readonly Record<string, unknown>[]) => {
    await using encoder = createTextEncoder({
      tokenizer: trainWordPiece(['open a file'], { vocabularySize: 60, minimumFrequency: 1 }),
      config: {
        model_type: 'bert',
        vocab_size: 60,
        hidden_size: 16,
        num_hidden_layers: 0,
        num_attention_heads: 2,
        intermediate_size: 16,
        max_position_embeddings: 16,
        type_vocab_size: 1,
        layer_norm_eps: 1e-12,
        hidden_dropout_prob: 0,
      },
    })
    const { losses } = await train({
      model: encoder,
      data: examples,
      loss: infoNce(),
      optimizer: adamW(),
      batchSize: 2,
      steps: 1,
      session: { threads: 1 },
    })
    return losses[0]!
  }
  expect(await lossOf(copies)).toBeCloseTo(0, 6)
  expect(await lossOf(copies.map(copy => ({ ...copy, group: undefined })))).toBeCloseTo(Math.log(2), 5)
  expect(await lossOf(copies.map((copy, group) => ({ ...copy, group })))).toBeCloseTo(Math.log(2), 5)
})
