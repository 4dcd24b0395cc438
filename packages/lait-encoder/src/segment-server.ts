import { textBackbone } from '@towerkit/backbones'
import { ArgumentError, requireInputs, requireKnownOptions, type StateCache, type Vectors } from '@towerkit/core'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import { headDimensions, rowsRead } from './build-head.ts'
import { distinctSegments } from './distinct-segments.ts'
import { joinSegments } from './join-segments.ts'
import { requireLayers } from './lait-choices.ts'
import type { LaitParts } from './lait-parts.ts'
import { packSegments } from './pack-segments.ts'
import { segmentKeys } from './segment-keys.ts'
import { segmentStates } from './segment-states.ts'
import type { Segment, SegmentReader } from './segment.ts'
import type { Document, PrecomputeOptions, PrecomputeResult, ServeOptions } from './serve-options.ts'
import { tokenInputs } from './token-inputs.ts'
import { servingModel } from './write-lait-folder.ts'

/** What a server of segments works with. */
export interface SegmentServerContext {
  readonly reader: SegmentReader
  readonly cache: StateCache
  readonly session: SessionPoolOptions
}

const callNames = { parallelLayers: true, signal: true, onProgress: true } as const

/** Inputs whose segments are in memory at once. */
const windowSize = 8192
/** Tokens of a batch if little is computed for each of them. */
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
  const keyAfter = (parallelLayers: number) => (segment: Segment) => keys.keyOf(segment, parallelLayers)
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
  /** If no joint layer computes all tokens, most work is done once a state, and a large batch shares more of it. */
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

  const predict = async (inputs: readonly (readonly string[])[], options: ServeOptions = {}): Promise<Vectors> => {
    requireInputs('predict', inputs, 'tuples')
    const parallelLayers = layersOf('predict', options)
    const { signal, onProgress, store = true } = requireKnownOptions('predict', options, { ...callNames, store: true })
    if (parts.head === 'similarity' && inputs.some(({ length }) => length < 2))
      throw new ArgumentError('predict: an input has one segment, a similarity needs two. Give at least two.')
    const data = new Float32Array(inputs.length * dimensions)
    for (let start = 0; start < inputs.length; start += windowSize) {
      const { segments, tuples } = distinctSegments(
        reader.read(inputs.slice(start, start + windowSize)),
        keyAfter(parallelLayers),
      )
      const { states } = await statesOf(segments, parallelLayers, { storing: store ? 'may' : 'not', signal })
      const report = onProgress && ((done: number) => onProgress({ done: start + done, total: inputs.length }))
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
    return { data: data.map(activationOf(parts)), count: inputs.length, dimensions }
  }

  return {
    predict,

    async precompute(documents: readonly Document[], options: PrecomputeOptions = {}): Promise<PrecomputeResult> {
      requireInputs('precompute', documents, 'documents')
      const parallelLayers = layersOf('precompute', options)
      const {
        place = 'later',
        signal,
        onProgress,
      } = requireKnownOptions('precompute', options, { ...callNames, place: true, cache: true })
      if (place === 'later' && parts.positions === 'running')
        throw new ArgumentError(
          `precompute: with positions 'running' states depend on the lengths of the segments before. Use ` +
            `positions: 'restart'.`,
        )
      cache = options.cache ?? cache
      const texts = [...new Set(documents.flat())]
      let segmentCount = 0
      let encodedCount = 0
      for (let start = 0; start < texts.length; start += windowSize) {
        const window = texts.slice(start, start + windowSize)
        const read = reader.read(window.map(text => (place === 'first' ? [text] : ['', text])))
        const { segments } = distinctSegments(
          read.map(tuple => [tuple.at(-1)!]),
          keyAfter(parallelLayers),
        )
        const report = onProgress && ((done: number) => onProgress({ done: start + done, total: texts.length }))
        const { encoded } = await statesOf(segments, parallelLayers, { storing: 'must', signal, onProgress: report })
        segmentCount += segments.size
        encodedCount += encoded
      }
      return { segments: segmentCount, encoded: encodedCount }
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
