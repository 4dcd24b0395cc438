import { describe, expect, it } from 'vitest'
import type { Loss } from '@towerkit/graph'
import {
  angle,
  batchAllTriplet,
  batchHardTriplet,
  batchSemiHardTriplet,
  contrastive,
  cosineRegression,
  embeddingDistillation,
  gist,
  globalOrthogonal,
  infoNce,
  klDistillation,
  marginMse,
  matryoshka,
  onlineContrastive,
  projected,
  triplet,
  weightedSum,
} from '@towerkit/losses'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { adamW, train, type Example } from '@towerkit/training'

const things = ['apple', 'river', 'engine', 'violin', 'cloud', 'carpet', 'lantern', 'pepper']
const pairs = things.map((thing, i) => ({
  query: `find the ${thing}`,
  positive: `here is the ${thing}`,
  negative: `no ${things[(i + 1) % 8]}`,
  negatives: [`a ${things[(i + 2) % 8]}`, `a ${things[(i + 3) % 8]}`],
  label: [2, -1, 0.5],
  logQ: -i,
  queryGuide: [1, i],
  positiveGuide: [1, i + 0.1],
  negativeGuide: [i, -1],
}))
const graded = things.map((thing, i) => ({
  first: `the ${thing}`,
  second: `a ${things[i % 2 === 0 ? i : (i + 1) % 8]}`,
  score: i % 2 === 0 ? 1 : 0,
  label: i % 2 === 0 ? 1 : 0,
}))
const labelled = things.flatMap((thing, label) => [
  { embedding: `the ${thing}`, label },
  { embedding: `one ${thing}`, label },
])
const tokenizer = trainWordPiece(
  pairs.flatMap(({ query, positive, negative }) => [query, positive, negative]),
  { vocabularySize: 120, minimumFrequency: 1 },
)
const config = {
  model_type: 'bert' as const,
  vocab_size: 120,
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 16,
  type_vocab_size: 1,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
}

describe.each<[string, Loss, readonly Example[]]>([
  [
    'infoNce in all directions, with hard negatives',
    infoNce({ directions: ['queries', 'documents', 'reverse'], hardness: 2, labelSmoothing: 0.1 }),
    pairs,
  ],
  ['infoNce with a margin and log Q', infoNce({ falseNegativeMargin: 0.05 }), pairs],
  ['matryoshka', matryoshka(infoNce(), { dimensions: [16, 8] }), pairs],
  ['weightedSum', weightedSum([{ loss: infoNce() }, { loss: globalOrthogonal(), weight: 0.1 }]), pairs],
  ['gist', gist({ temperature: 0.05 }), pairs],
  ['triplet', triplet({ distance: 'cosine', margin: 0.5 }), pairs],
  ['marginMse', marginMse({ similarity: 'cosine' }), pairs],
  ['klDistillation', klDistillation({ similarity: 'cosine', temperature: 0.1 }), pairs],
  ['cosineRegression', cosineRegression(), graded],
  ['angle', angle(), graded],
  ['contrastive', contrastive(), graded],
  // As it is, a new encoder has no hard pairs: texts of the same word are alike.
  ['onlineContrastive', onlineContrastive(), graded.map(example => ({ ...example, label: 1 - example.label }))],
  ['batchAllTriplet', batchAllTriplet({ distance: 'cosine', margin: 0.5 }), labelled],
  ['batchHardTriplet', batchHardTriplet({ margin: 'soft' }), labelled],
  ['batchSemiHardTriplet', batchSemiHardTriplet({ margin: 0.5 }), labelled],
])('%s', (_name, loss, data) => {
  it.each([undefined, 4])('is learnt through train(), chunk size %s', async chunkSize => {
    const encoder = createTextEncoder({ config, tokenizer, seed: 3 })
    const { losses } = await train({
      model: encoder,
      data,
      loss,
      optimizer: adamW({ learningRate: 5e-3 }),
      batchSize: 8,
      steps: 25,
      ...(chunkSize && { chunkSize }),
      session: { threads: 1 },
    })
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 5)))
    await encoder.close()
  })
})

it('a student with shorter embeddings learns from a teacher through a projection, which is learnt along', async () => {
  const student = createTextEncoder({ config, tokenizer, dimensions: 8, normalize: false, seed: 3 })
  const data = things.map((thing, i) => ({
    student: `the ${thing}`,
    teacher: Array.from({ length: 12 }, (_, at) => Math.sin(i * at)),
  }))
  const { losses, lossParameters } = await train({
    model: student,
    data,
    loss: projected(embeddingDistillation(), { from: 8, to: 12 }),
    optimizer: adamW({ learningRate: 0.02 }),
    batchSize: 8,
    steps: 60,
    session: { threads: 1 },
  })
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2)
  expect(lossParameters['projection']).toMatchObject({ shape: [8, 12] })
  await student.close()
})
