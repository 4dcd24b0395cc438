import { expect, it } from 'vitest'
import { laitEncoder } from '@towerkit/lait-encoder'
import { classCrossEntropy } from '@towerkit/losses'
import { trainWordPiece } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'

const words = ['river', 'stone', 'paper', 'copper', 'garden', 'winter', 'signal', 'market']
const config = {
  model_type: 'bert',
  vocab_size: 60,
  hidden_size: 32,
  num_hidden_layers: 3,
  num_attention_heads: 2,
  intermediate_size: 64,
  max_position_embeddings: 8,
  type_vocab_size: 2,
}
const tokenizer = trainWordPiece(words, { vocabularySize: 60, minimumFrequency: 1 })

/** Whether both segments hold the same word: nothing that one segment says by itself. As many pairs of either class. */
const pairs = words.flatMap((first, i) =>
  Array.from({ length: 4 }, (_, k) => [
    { logits: [first, first], label: 1 },
    { logits: [first, words[(i + 1 + k) % words.length]!], label: 0 },
  ]).flat(),
)

it('learns with a mask, and P drawn for each step, what only layers that see both segments can know', async () => {
  await using encoder = await laitEncoder({
    backbone: { config, tokenizer },
    parallelLayers: 1,
    head: { classes: 2 },
    trainingLayers: [0, 1, 2],
    seed: 1,
    session: { threads: 1 },
  })
  await train({
    model: encoder,
    data: pairs,
    loss: classCrossEntropy(),
    optimizer: adamW({ learningRate: 3e-3 }),
    batchSize: 32,
    steps: 200,
    seed: 1,
    session: { threads: 1 },
  })
  const accuracy = async (parallelLayers: number) => {
    const { data } = await encoder.predict(
      pairs.map(({ logits }) => logits),
      { parallelLayers },
    )
    return pairs.filter(({ label }, i) => Number(data[2 * i + 1]! > data[2 * i]!) === label).length / pairs.length
  }
  for (const parallelLayers of [0, 1, 2]) expect(await accuracy(parallelLayers)).toBeGreaterThan(0.95)
  // The head reads the first token, which has seen its own segment only.
  expect(await accuracy(3)).toBe(0.5)
})
