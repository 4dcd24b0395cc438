import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { embeddingDistillation, infoNce, type EmbeddingDistillationOptions } from '@towerkit/losses'
import type { StaticEncoder, TextEncoder } from '@towerkit/text-encoder'
import {
  adamW,
  cosineSchedule,
  distilQueryTower,
  noDuplicatesSampler,
  shuffledSampler,
  train,
  trainTowers,
  type TrainOptions,
} from '@towerkit/training'
import { row, type Vectors } from '@towerkit/core'
import type { Corpus } from './corpus.ts'
import { session } from './decoders.ts'

/** One run of training. */
export interface Run {
  readonly batchSize: number
  readonly steps: number
  readonly learningRate: number
  readonly seed: number
}

/** A tower of the study: of words alone, or with blocks. */
export type StudyTower = TextEncoder | StaticEncoder

/** How much faster a bare table of words learns than a network with blocks. */
export const wordRate = 100
/** How much faster it learns than the attention to it, where all learn vectors. */
const wordRateUnderAttention = 10

const loss = infoNce({ temperature: 0.05, symmetric: true })
const schedule = cosineSchedule({ warmUp: 0.1 })

/** Contrastive training with in-batch negatives alone. The same encoder twice for one tower of both. */
export async function contrast(
  { documents, pairs }: Corpus,
  query: StudyTower,
  document: StudyTower,
  { batchSize, steps, learningRate, seed }: Run,
  share = 1,
): Promise<void> {
  const used = pairs.slice(0, Math.ceil(pairs.length * share))
  const towers = { query, document }
  await train({
    model: { tower: column => (column === 'query' ? query : document).tower(column) },
    data: noDuplicatesSampler(
      used.map(pair => ({ query: pair.query, positive: documents.get(pair.positive)! })),
      { batchSize: Math.min(batchSize, used.length), seed },
    ),
    learningRates: Object.entries(towers)
      .filter(([, tower]) => 'table' in tower.parts)
      .map(([name]) => ({ weights: `${name}.embedding.weight`, factor: wordRate })),
    loss,
    optimizer: adamW({ learningRate }),
    schedule,
    steps,
    seed,
    session,
  })
}

/** Rates of a tower that learns vectors. */
function ratesOf(name: string, tower: StudyTower): Pick<TrainOptions, 'learningRates'> {
  return 'table' in tower.parts && tower.parts.attention
    ? { learningRates: [{ weights: `${name}.embedding.weight`, factor: wordRateUnderAttention }] }
    : {}
}

/** Contrastive training of the query tower alone, with the documents' vectors as they are. */
export async function contrastToVectors(
  { documents, pairs }: Corpus,
  query: StudyTower,
  stored: Vectors,
  { batchSize, steps, learningRate, seed }: Run,
): Promise<void> {
  const place = new Map([...documents.keys()].map((key, i) => [key, i]))
  const data = pairs.map(pair => ({ query: pair.query, positive: row(stored, place.get(pair.positive)!) }))
  await train({
    model: { tower: column => (column === 'query' ? query.tower(column) : undefined) },
    data: shuffledSampler(data, { batchSize, seed }),
    loss,
    optimizer: adamW({ learningRate }),
    ...ratesOf('query', query),
    schedule,
    steps,
    seed,
    session,
  })
}

/** Contrastive training with a hard negative for each pair, mined from the towers as they are when it starts. */
export async function contrastHard(
  { documents, pairs }: Corpus,
  query: TextEncoder,
  document: TextEncoder,
  { batchSize, steps, learningRate, seed }: Run,
): Promise<void> {
  await trainTowers({
    query,
    document,
    pairs,
    documents,
    loss,
    optimizer: adamW({ learningRate }),
    schedule,
    steps,
    batchSize,
    seed,
    session,
    negatives: {
      count: 1,
      every: steps,
      warmUp: 0,
      ranks: [1, 30],
      choose: 'random',
      index: () => exactIndex({ dimensions: query.dimensions, kernel: runtimeKernel }),
    },
  })
}

/** Stage II: the student learns the teacher's raw vectors of texts. */
export async function distil(
  teacher: Vectors,
  student: StudyTower,
  queries: readonly string[],
  { batchSize, steps, learningRate, seed }: Run,
  weights: EmbeddingDistillationOptions = {},
): Promise<number> {
  const { losses } = await distilQueryTower({
    teacher,
    student,
    queries,
    loss: embeddingDistillation(weights),
    optimizer: adamW({ learningRate }),
    ...ratesOf('student', student),
    schedule,
    batchSize,
    steps,
    seed,
    session,
  })
  return losses.at(-1)!
}
