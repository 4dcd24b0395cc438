import { textBackbone } from '@towerkit/backbones'
import { ArgumentError, requireInputs, type EncodeOptions, type StateCache, type Vectors } from '@towerkit/core'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import { joinSegments } from './join-segments.ts'
import { requireLayers } from './lait-choices.ts'
import { headDimensions, rowsRead } from './build-head.ts'
import { tokenInputs } from './token-inputs.ts'
import type { LaitParts } from './lait-parts.ts'
import { segmentKeys } from './segment-keys.ts'
import { packSegments } from './pack-segments.ts'
import { segmentStates } from './segment-states.ts'
import type { Segment, SegmentReader } from './segment.ts'
import { servingModel } from './write-lait-folder.ts'

/** A document: one segment, or several. */
export type Document = string | readonly string[]

/** Options of `score` and `predict`. */
export interface ServeOptions extends EncodeOptions {
  /** Layers that see one segment. Default: those of the model. */
  readonly parallelLayers?: number
  /**
   * Whether states that were not in the cache are stored there. Give false where what is new will not come again, such
   * as queries of people. Default true.
   */
  readonly store?: boolean
}

/** Options of `precompute`. */
export interface PrecomputeOptions extends Omit<ServeOptions, 'store'> {
  /** Replaces the model's cache, in this and all later calls. */
  readonly cache?: StateCache
  /**
   * Where the segments will stand: 'later' behind a query or another first segment, 'first' at the start. Default
   * 'later'.
   */
  readonly place?: 'first' | 'later'
}

/** What `precompute` did. */
export interface PrecomputeResult {
  /** Different segments. */
  readonly segments: number
  /** How many of them were not in the cache. */
  readonly encoded: number
}

/** Options of `predictAdaptively`. */
export interface AdaptiveOptions extends EncodeOptions {
  /** Numbers of parallel layers to try, the cheapest first, such as [5, 3, 0]. */
  readonly parallelLayers: readonly number[]
  /** Whether an output needs no better one. */
  readonly isCertain: (output: Float32Array) => boolean
}

/** What `predictAdaptively` found. */
export interface AdaptiveResult extends Vectors {
  /** The number of parallel layers that made each output. */
  readonly parallelLayers: Int32Array
}

/** What a server of segments works with. */
export interface SegmentServerContext {
  readonly reader: SegmentReader
  readonly cache: StateCache
  readonly session: SessionPoolOptions
}

/** Inputs whose segments are in memory at once. */
const windowSize = 8192
/** Tokens of a batch in which each state is seldom computed with. */
const largeBudget = 16_384

/**
 * Serves a model: segments from the cache or the segment graph, tuples of them through the joint graph. Graphs are
 * opened when they are first needed.
 */
export function segmentServer(parts: LaitParts, { reader, session, ...context }: SegmentServerContext) {
  const backbone = textBackbone(parts.config)
  const { width, positionPadding } = backbone
  const dimensions = headDimensions(parts)
  const pack = { inputs: Object.keys(tokenInputs(parts)), padId: reader.padId, positionPadding }
  const keys = segmentKeys(parts)
  let { cache } = context

  const graphs = servedGraphs<SessionPool>(session)
  const poolOf = (part: 'segment' | 'joint', parallelLayers: number) =>
    graphs.open(`${part} ${parallelLayers}`, budget =>
      createSessionPool(servingModel(parts, part, parallelLayers), { ...session, budget }),
    )
  const layersOf = (caller: string, { parallelLayers = parts.parallelLayers }: ServeOptions) => {
    requireLayers(caller, parallelLayers, backbone.blocks.length)
    return parallelLayers
  }
  /**
   * Where no joint layer computes all tokens, most of the work is for each different state, and a large batch has each
   * of them more often.
   */
  const budgetOf = (parallelLayers: number) =>
    backbone.blocks.length - parallelLayers - (rowsRead(parts) === undefined ? 0 : 1) > 0 ? 1024 : largeBudget
  const statesOf = (
    segments: ReadonlyMap<string, Segment>,
    parallelLayers: number,
    options: {
      readonly storing: 'must' | 'may' | 'not'
      readonly signal?: AbortSignal | undefined
      readonly onProgress?: ((done: number) => void) | undefined
    },
  ) =>
    segmentStates([...segments.values()], {
      ...options,
      cache,
      keys: [...segments.keys()],
      width,
      pool: () => poolOf('segment', parallelLayers),
      pack: tuples => packSegments(tuples, pack),
    })

  /** Distinct segments by key, and tuples as indices into them. */
  const distinct = (tuples: readonly (readonly Segment[])[], parallelLayers: number) => {
    const all = tuples.flat()
    const allKeys = keysOfSame(all, parallelLayers)
    const segments = new Map<string, Segment>()
    const places = new Map<string, number>()
    all.forEach((segment, i) => {
      if (places.has(allKeys[i]!)) return
      places.set(allKeys[i]!, segments.size)
      segments.set(allKeys[i]!, segment)
    })
    let next = 0
    return { segments, tuples: tuples.map(tuple => tuple.map(() => places.get(allKeys[next++]!)!)) }
  }
  /** Hashes each array of ids once: the reader gives one array for all occurrences of a text. */
  const keysOfSame = (segments: readonly Segment[], parallelLayers: number) => {
    const known = new Map<ArrayBufferLike, { readonly segment: Segment; readonly key: string }>()
    return segments.map(segment => {
      const found = known.get(segment.ids.buffer)
      if (
        found &&
        found.segment.ids.byteOffset === segment.ids.byteOffset &&
        found.segment.type === segment.type &&
        found.segment.start === segment.start
      )
        return found.key
      const [key] = keys.keysOf([segment], parallelLayers)
      known.set(segment.ids.buffer, { segment, key: key! })
      return key!
    })
  }

  const predict = async (given: readonly (readonly string[])[], options: ServeOptions = {}): Promise<Vectors> => {
    requireInputs('predict', given, 'tuples')
    const parallelLayers = layersOf('predict', options)
    const { signal, onProgress, store = true } = options
    if (parts.head === 'similarity' && given.some(({ length }) => length < 2))
      throw new ArgumentError('predict: an input has one segment, a similarity needs two. Give at least two.')
    const data = new Float32Array(given.length * dimensions)
    for (let start = 0; start < given.length; start += windowSize) {
      const { segments, tuples } = distinct(reader.read(given.slice(start, start + windowSize)), parallelLayers)
      const { states } = await statesOf(segments, parallelLayers, { storing: store ? 'may' : 'not', signal })
      const report = onProgress && ((done: number) => onProgress({ done: start + done, total: given.length }))
      data.set(
        await joinSegments(tuples, states, {
          pool: await poolOf('joint', parallelLayers),
          dimensions,
          width,
          budget: budgetOf(parallelLayers),
          signal,
          onProgress: report,
        }),
        start * dimensions,
      )
    }
    return { data: data.map(activationOf(parts)), count: given.length, dimensions }
  }

  return {
    predict,

    async score(
      queries: readonly string[],
      documents: readonly Document[],
      options: ServeOptions = {},
    ): Promise<Vectors> {
      if (dimensions !== 1)
        throw new ArgumentError(
          `score: the head gives ${dimensions} numbers for an input. Use predict, or a head 'score' or 'similarity'.`,
          { dimensions },
        )
      requireInputs('score', queries, 'queries')
      requireInputs('score', documents, 'documents')
      const texts = documents.map(segmentsOf)
      const { data } = await predict(
        queries.flatMap(query => texts.map(segments => [query, ...segments])),
        options,
      )
      return { data, count: queries.length, dimensions: documents.length }
    },

    async precompute(documents: readonly Document[], options: PrecomputeOptions = {}): Promise<PrecomputeResult> {
      requireInputs('precompute', documents, 'documents')
      const parallelLayers = layersOf('precompute', options)
      const { place = 'later', signal, onProgress } = options
      if (place === 'later' && parts.positions === 'running')
        throw new ArgumentError(
          `precompute: with positions 'running' states depend on the lengths of the segments before. Use ` +
            `positions: 'restart'.`,
        )
      cache = options.cache ?? cache
      const texts = [...new Set(documents.flatMap(segmentsOf))]
      let segmentCount = 0
      let encodedCount = 0
      for (let start = 0; start < texts.length; start += windowSize) {
        const window = texts.slice(start, start + windowSize)
        const read = reader.read(window.map(text => (place === 'first' ? [text] : ['', text])))
        const { segments } = distinct(
          read.map(tuple => [tuple.at(-1)!]),
          parallelLayers,
        )
        const report = onProgress && ((done: number) => onProgress({ done: start + done, total: texts.length }))
        const { encoded } = await statesOf(segments, parallelLayers, { storing: 'must', signal, onProgress: report })
        segmentCount += segments.size
        encodedCount += encoded
      }
      return { segments: segmentCount, encoded: encodedCount }
    },

    async predictAdaptively(
      tuples: readonly (readonly string[])[],
      { parallelLayers, isCertain, ...options }: AdaptiveOptions,
    ): Promise<AdaptiveResult> {
      if (parallelLayers.length === 0)
        throw new ArgumentError('predictAdaptively: parallelLayers is empty. Give the numbers of layers to try.')
      const data = new Float32Array(tuples.length * dimensions)
      const used = new Int32Array(tuples.length)
      let open = Array.from(tuples.keys())
      for (const layers of parallelLayers) {
        const outputs = await predict(
          open.map(i => tuples[i]!),
          { ...options, parallelLayers: layers },
        )
        open.forEach((i, row) => {
          data.set(outputs.data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions)
          used[i] = layers
        })
        open = open.filter(i => !isCertain(data.subarray(i * dimensions, (i + 1) * dimensions)))
      }
      return { data, count: tuples.length, dimensions, parallelLayers: used }
    },

    /** Closes the graphs and makes new keys, after the weights change. */
    async renew(): Promise<void> {
      keys.renew()
      await graphs.renew()
    },
  }
}

function activationOf({ activation = 'identity' }: LaitParts): (value: number) => number {
  const functions = { identity: (x: number) => x, sigmoid: (x: number) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh }
  return functions[activation]
}

function segmentsOf(document: Document): readonly string[] {
  return typeof document === 'string' ? [document] : document
}
