import type { Encoder } from '@towerkit/core'
import { hardNegativesSampler, type HardNegativesSamplerOptions, type KeyedPair } from './hard-negatives-sampler.ts'
import type { Trainable } from './towers.ts'
import { train, type TrainOptions, type TrainResult } from './train.ts'

/** An encoder that can be trained. Its towers need different names. */
export type TrainableEncoder = Trainable &
  Encoder<string> & {
    readonly encodeQueries?: Encoder<string>['encode']
    readonly encodeDocuments?: Encoder<string>['encode']
  }

/** Options of `trainTowers`; the others are those of `train`. */
export interface TrainTowersOptions extends Omit<TrainOptions, 'model' | 'data'> {
  /** The query tower; trained in place. The same encoder twice for one tower of both. */
  readonly query: TrainableEncoder
  /** The document tower; trained in place. */
  readonly document: TrainableEncoder
  /** Queries with the keys of their answers. */
  readonly pairs: readonly KeyedPair[]
  /** All documents, by key. */
  readonly documents: ReadonlyMap<string, string>
  /** Where negatives come from, and how often they are mined anew. */
  readonly negatives: Omit<HardNegativesSamplerOptions, 'batchSize' | 'documents' | 'encoder' | 'seed' | 'signal'>
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
export async function trainTowers({
  query,
  document,
  pairs,
  documents,
  negatives,
  ...options
}: TrainTowersOptions): Promise<TrainResult> {
  const { batchSize = 32, seed = 0, signal } = options
  const encoder = towersAsOne(query, document)
  const data = hardNegativesSampler(pairs, {
    ...negatives,
    batchSize,
    seed,
    documents,
    encoder,
    ...(signal && { signal }),
  })
  return train({ ...options, model: { tower: column => (column === 'query' ? query : document).tower(column) }, data })
}

function towersAsOne(query: TrainableEncoder, document: TrainableEncoder): HardNegativesSamplerOptions['encoder'] {
  return {
    dimensions: document.dimensions,
    encode: (texts, options) => document.encode(texts, options),
    encodeQueries: (texts, options) => (query.encodeQueries ?? query.encode)(texts, options),
    encodeDocuments: (texts, options) => (document.encodeDocuments ?? document.encode)(texts, options),
    async close() {},
  }
}
