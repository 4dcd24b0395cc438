import type { EncodeOptions, StateCache, Vectors } from '@towerkit/core'

/** A document: one segment, or several. */
export type Document = string | readonly string[]

/** Options of `score` and `predict`. */
export interface ServeOptions extends EncodeOptions {
  /** Layers that see one segment. Default: those of the model. */
  readonly parallelLayers?: number
  /**
   * Whether states that were not in the cache are stored there. Give false if new segments will not come again, such as
   * people's queries. Default true.
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
