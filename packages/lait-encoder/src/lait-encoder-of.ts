import { textBackbone } from '@towerkit/backbones'
import { requireKnownOptions, type Vectors } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { memoryCache } from '@towerkit/runtime'
import { headDimensions } from './build-head.ts'
import type { LaitServingOptions } from './lait-encoder-options.ts'
import type { LaitParts } from './lait-parts.ts'
import { laitTower, requireChoices } from './lait-tower.ts'
import { predictAdaptively } from './predict-adaptively.ts'
import { scoreDocuments } from './score-documents.ts'
import { segmentReader } from './segment.ts'
import { segmentServer } from './segment-server.ts'
import type {
  AdaptiveOptions,
  AdaptiveResult,
  Document,
  PrecomputeOptions,
  PrecomputeResult,
  ServeOptions,
} from './serve-options.ts'
import { writeLaitFolder, type SaveLaitOptions } from './write-lait-folder.ts'

/**
 * A segment encoder: the lower layers encode each segment separately, so that their states can be cached; the others
 * see all segments of an input.
 */
export interface LaitEncoder extends AsyncDisposable {
  readonly parts: LaitParts
  /** Numbers for each input: 1 for scores and similarities, one for each class, the width for embeddings. */
  readonly dimensions: number
  /** Layers of the backbone. */
  readonly layers: number
  /**
   * Encodes segments and stores their states, those that are not there yet.
   *
   * @throws {DataError} if the cache cannot store them.
   */
  precompute(documents: readonly Document[], options?: PrecomputeOptions): Promise<PrecomputeResult>
  /**
   * Scores each query with each document. A document may be several segments. Each different segment is encoded once at
   * most.
   *
   * @returns [queries, documents]
   * @throws {ArgumentError} if the head gives more than one number.
   */
  score(queries: readonly string[], documents: readonly Document[], options?: ServeOptions): Promise<Vectors>
  /**
   * What the head says of tuples of segments: logits of classes, scores, cosines or embeddings.
   *
   * @returns [tuples, dimensions], in their order.
   */
  predict(tuples: readonly (readonly string[])[], options?: ServeOptions): Promise<Vectors>
  /**
   * `predict` with the first number of parallel layers for all, and with the next ones for those that are not certain
   * yet.
   */
  predictAdaptively(tuples: readonly (readonly string[])[], options: AdaptiveOptions): Promise<AdaptiveResult>
  /** Its tower, for `train`: an item is a list of segments. */
  tower(column: string): Tower<readonly string[]>
  /** Writes a folder that `laitEncoder` reads, with the two graphs as ONNX. */
  save(folder: string, options?: SaveLaitOptions): Promise<void>
  /** Frees the graphs; the cache is left to its owner, unless it is the default one. */
  close(): Promise<void>
}

/** A segment encoder of given parts. Two of the same parts share their weights. */
export function laitEncoderOf(parts: LaitParts, options: LaitServingOptions = {}): LaitEncoder {
  const {
    name = 'lait',
    trainingLayers = [parts.parallelLayers],
    cache,
    session = {},
  } = requireKnownOptions<LaitServingOptions>('laitEncoderOf', options, {
    name: true,
    trainingLayers: true,
    cache: true,
    session: true,
  })
  const layers = textBackbone(parts.config).blocks.length
  requireChoices(trainingLayers, layers)
  const reader = segmentReader(parts)
  const defaultCache = cache === undefined ? memoryCache() : undefined
  const server = segmentServer(parts, { reader, cache: cache ?? defaultCache!, session })
  const tower = laitTower(parts, { name, trainingLayers, reader, updated: () => void server.renew() })
  const { predict, precompute } = server
  const dimensions = headDimensions(parts)
  const close = async () => {
    await server.renew()
    await defaultCache?.close()
  }
  return {
    parts,
    dimensions,
    layers,
    precompute,
    score: (queries, documents, serving) => scoreDocuments({ queries, documents }, { ...serving, predict, dimensions }),
    predict,
    predictAdaptively: (tuples, adaptive) => predictAdaptively(tuples, { ...adaptive, predict }),
    tower: () => tower,
    save: (folder, saveOptions) => writeLaitFolder(folder, parts, saveOptions),
    close,
    [Symbol.asyncDispose]: close,
  }
}
