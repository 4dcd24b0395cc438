import { requireKnownOptions } from '@towerkit/core'
import { hardNegativesSampler, type HardNegativesSamplerOptions, type KeyedPair } from './hard-negatives-sampler.ts'
import type { MiningEncoder } from './mine-hard-negatives.ts'
import { runOptionNames } from './run-option-names.ts'
import type { Trainable } from './trainable.ts'
import type { RunOptions, SingleTask, TrainResult } from './train-options.ts'
import { train } from './train.ts'

/** An encoder that can be trained. Its towers need different names. */
export type TrainableEncoder<Item = string> = Trainable & MiningEncoder<Item>

/** Options of `trainTowers`; the others are those of `train`. */
export interface TrainTowersOptions<Query = string, Document = Query>
  extends Omit<RunOptions, 'model'>,
    Pick<SingleTask, 'loss'> {
  /** The query tower; trained in place. The same encoder twice for one tower of both. */
  readonly query: TrainableEncoder<Query>
  /** The document tower; trained in place. */
  readonly document: TrainableEncoder<Document>
  /** Queries with the keys of their answers. */
  readonly pairs: readonly KeyedPair<Query>[]
  /** All documents, by key. */
  readonly documents: ReadonlyMap<string, Document>
  /** The source of negatives, and how often they are mined again. */
  readonly negatives: Omit<
    HardNegativesSamplerOptions<Query, Document>,
    'batchSize' | 'documents' | 'encoder' | 'seed' | 'signal'
  >
}

/**
 * Stage I of ScalingNote: two towers, started from one model, learn together that a query is nearest to its answer
 * among all answers of the batch and among hard negatives that the towers themselves are mistaken about.
 *
 * Batches of any size in bounded memory by `chunkSize`: the gradient cache gathers the vectors of all chunks before the
 * softmax, as several devices would, with the very gradient of one batch.
 *
 * @throws as `train` and `hardNegativesSampler` do.
 *
 * @example
 * const query = textEncoderOf(model.parts, { name: 'query' })
 * const document = textEncoderOf(structuredClone(model.parts), { name: 'document' })
 * await trainTowers({
 *   query,
 *   document,
 *   pairs,
 *   documents,
 *   negatives: { every: 200, index },
 *   loss: infoNce(),
 *   optimizer: adamW({ learningRate: 1e-3 }),
 *   batchSize: 256,
 *   steps: 1000,
 * })
 *
 * @see ScalingNote, arXiv 2411.15766, stage I; its temperature, negatives and batch are not public: all are options
 *   here.
 */
export async function trainTowers<Query = string, Document = Query>(
  given: TrainTowersOptions<Query, Document>,
): Promise<TrainResult> {
  const { query, document, pairs, documents, negatives, ...options } = requireKnownOptions('trainTowers', given, {
    ...runOptionNames,
    query: true,
    document: true,
    pairs: true,
    documents: true,
    negatives: true,
    loss: true,
  })
  const { batchSize = 32, seed = 0, signal } = options
  const encoder = towersAsOne(query, document)
  const data = hardNegativesSampler<Query, Document>(pairs, {
    ...negatives,
    batchSize,
    seed,
    documents,
    encoder,
    ...(signal && { signal }),
  })
  return train({
    ...options,
    model: { tower: (column, side) => (side === 'query' ? query : document).tower(column, side) },
    data,
  })
}

function towersAsOne<Query, Document>(
  query: TrainableEncoder<Query>,
  document: TrainableEncoder<Document>,
): MiningEncoder<Query, Document> {
  const encodeDocuments: MiningEncoder<Query, Document>['encodeDocuments'] = (items, options) =>
    (document.encodeDocuments ?? document.encode)(items, options)
  return {
    dimensions: document.dimensions,
    // Mining has a side for every item.
    encode: (items, options) => encodeDocuments(items as Iterable<Document>, options),
    encodeQueries: (items, options) => (query.encodeQueries ?? query.encode)(items, options),
    encodeDocuments,
    async close() {},
  }
}
