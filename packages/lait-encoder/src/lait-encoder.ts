import { requireKnownOptions } from '@towerkit/core'
import type { StateCache, Vectors } from '@towerkit/core'
import { backboneParameters, modelFolder, textBackbone, type DownloadModelOptions } from '@towerkit/backbones'
import { initialize, type Tower, type Weight } from '@towerkit/graph'
import { memoryCache, type SessionPoolOptions } from '@towerkit/runtime'
import { headDimensions } from './build-head.ts'
import { laitTower, requireChoices } from './lait-tower.ts'
import { newHead } from './build-head.ts'
import { settleParts, type LaitChoices } from './lait-choices.ts'
import type { LaitParts } from './lait-parts.ts'
import { readLaitFolder } from './read-lait-folder.ts'
import { segmentReader } from './segment.ts'
import {
  segmentServer,
  type AdaptiveOptions,
  type AdaptiveResult,
  type Document,
  type PrecomputeOptions,
  type PrecomputeResult,
  type ServeOptions,
} from './segment-server.ts'
import { writeLaitFolder, type SaveLaitOptions } from './write-lait-folder.ts'

/** A network without a folder. */
export interface LaitModel {
  /** Contents of a config.json of any supported architecture. */
  readonly config: object
  /** Contents of a tokenizer.json. */
  readonly tokenizer: object
  /**
   * By the parameter names of backbone and head; trained in place. Default: random ones, also for a head that is not
   * among them.
   */
  readonly weights?: Readonly<Record<string, Weight>>
}

/** Options of all ways to get a segment encoder. */
export interface LaitServingOptions {
  /** Parallel layers of each training step: one of these, drawn evenly. Default: always `parallelLayers`. */
  readonly trainingLayers?: readonly number[]
  /** Where states of segments are kept. Default: 256 MB in memory. */
  readonly cache?: StateCache
  /** Name of its tower; needed where several models are trained together. Default 'lait'. */
  readonly name?: string
  /** Workers, threads and device, of each of the graphs. */
  readonly session?: SessionPoolOptions
}

/** Options of `laitEncoder`. */
export interface LaitEncoderOptions extends LaitChoices, LaitServingOptions {
  /** Path of a folder, its name on the hub, or a network. */
  readonly backbone: string | LaitModel
  /** Source of weights that no file has. Default 0. */
  readonly seed?: number
  /** Opens a model with code of its own (`auto_map`) as the architecture that it names. Default false: refused. */
  readonly ignoreCode?: boolean
  /** For a model of the hub: revision, cache, token, progress, ... */
  readonly download?: DownloadModelOptions
}

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

/**
 * Makes a segment encoder of any text backbone: layers 1 to P encode each segment separately, layers P + 1 to L all
 * segments of an input together. P = 0 is the stock model, P = L a dual encoder.
 *
 * @throws {ArgumentError} for options out of their range; {DataError} if a file is missing or malformed;
 *   {UnsupportedError} for what this version cannot run.
 *
 * @example
 * await using reranker = await laitEncoder({ backbone: './my-encoder', parallelLayers: 4, head: 'score' })
 * await reranker.precompute(passages, { cache: diskCache('./states') })
 * const scores = await reranker.score(claims, passages)
 *
 * @see Milbauer et al., LAIT: Efficient multi-segment encoding in transformers with layer-adjustable interaction, 2023.
 */
export async function laitEncoder(options: LaitEncoderOptions): Promise<LaitEncoder> {
  requireKnownOptions<LaitEncoderOptions>('laitEncoder', options, {
    backbone: true,
    trainingLayers: true,
    cache: true,
    name: true,
    seed: true,
    session: true,
    download: true,
    ignoreCode: true,
    parallelLayers: true,
    head: true,
    pooling: true,
    segments: true,
    positions: true,
    tokenTypes: true,
    activation: true,
    maxLength: true,
  })
  const { backbone, seed = 0, download, ignoreCode = false } = options
  const choices = choicesOf(options)
  const parts =
    typeof backbone === 'string'
      ? await readLaitFolder(await modelFolder(backbone, download), choices, { seed, ignoreCode })
      : newParts(backbone, choices, seed)
  const { name, trainingLayers, cache, session } = options
  return laitEncoderOf(parts, {
    ...(name !== undefined && { name }),
    ...(trainingLayers && { trainingLayers }),
    ...(cache && { cache }),
    ...(session && { session }),
  })
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
  const own = cache === undefined ? memoryCache() : undefined
  const server = segmentServer(parts, { reader, cache: cache ?? own!, session })
  const tower = laitTower(parts, { name, trainingLayers, reader, updated: () => void server.renew() })
  const close = async () => {
    await server.renew()
    await own?.close()
  }
  return {
    parts,
    dimensions: headDimensions(parts),
    layers,
    precompute: server.precompute,
    score: server.score,
    predict: server.predict,
    predictAdaptively: server.predictAdaptively,
    tower: () => tower,
    save: (folder, saveOptions) => writeLaitFolder(folder, parts, saveOptions),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function choicesOf({
  parallelLayers,
  head,
  pooling,
  segments,
  positions,
  tokenTypes,
  activation,
  maxLength,
}: LaitChoices): LaitChoices {
  return Object.fromEntries(
    Object.entries({ parallelLayers, head, pooling, segments, positions, tokenTypes, activation, maxLength }).filter(
      ([, choice]) => choice !== undefined,
    ),
  )
}

function newParts({ config, tokenizer, weights = {} }: LaitModel, choices: LaitChoices, seed: number): LaitParts {
  const parts = settleParts({ config, tokenizer, weights }, choices)
  return {
    ...parts,
    weights: { ...initialize(backboneParameters(textBackbone(config)), { seed }), ...newHead(parts, seed), ...weights },
  }
}
