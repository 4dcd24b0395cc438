import { expect, it } from 'vitest'
import { binaryCrossEntropy, bpr, focal, lambdaLoss, listMle, listNet, rankNet, sampledSoftmax } from '@towerkit/losses'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'

const texts = ['open a file', 'opens the file', 'closes the file', 'opens the door', 'copies it']
const data = [
  { query: 'open a file', documents: ['opens the file', 'opens the door', 'copies it'], label: [1, 0, 0] },
  { query: 'close a file', documents: ['opens the door', 'closes the file'], label: [0, 1] },
  { query: 'copy a file', documents: [], label: [] },
  { query: 'open a door', documents: ['opens the door', 'copies it'], label: [1, 0] },
]
const items = data.map(({ query }, i) => ({
  query,
  positive: texts[i + 1]!,
  logQ: -1,
  id: i,
  negatives: i === 2 ? [] : ['copies it'],
  negativeLogQ: i === 2 ? [] : [-2],
  negativeId: i === 2 ? [] : [3],
}))

const encoder = () =>
  createTextEncoder({
    tokenizer: trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 }),
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
const options = { optimizer: adamW({ learningRate: 1e-2 }), batchSize: 4, session: { threads: 1 } }

it.each([binaryCrossEntropy(), focal(), lambdaLoss(), listMle(), listNet(), rankNet()])(
  'lists of different lengths train with $name, the same with the gradient cache',
  async loss => {
    const lossesWith = async (chunkSize?: number) => {
      await using model = encoder()
      return (await train({ ...options, model, data, loss, steps: 30, ...(chunkSize && { chunkSize }) })).losses
    }
    const plain = await lossesWith()
    const cached = await lossesWith(2)
    expect(plain.at(-1)!).toBeLessThan(plain[0]!)
    expect(cached[0]!).toBeCloseTo(plain[0]!, 4)
  },
)

it.each([
  sampledSoftmax({ similarity: 'cosine', temperature: 0.1 }),
  sampledSoftmax({ inBatch: false }),
  bpr({ similarity: 'cosine' }),
])('samples train with $name $options', async loss => {
  await using model = encoder()
  const { losses } = await train({ ...options, model, data: items, loss, steps: 30 })
  expect(losses.at(-1)!).toBeLessThan(losses[0]!)
})

it('refuses lists that do not belong together', async () => {
  await using model = encoder()
  await expect(
    train({ ...options, model, data: [{ ...data[0]!, label: [1] }], loss: listNet(), steps: 1 }),
  ).rejects.toThrow(/"documents".*"label"/)
})
