import type { Metadata } from './metadata.ts'
import type { Vectors } from './vectors.ts'
import type { Where } from './where.ts'

/** One result of a search. */
export interface Hit {
  readonly key: string
  /** Higher is better, whichever engine answered. */
  readonly score: number
}

/** What every index accepts beside keys and vectors. */
export interface AddOptions {
  /** One record a key. Default: no fields. */
  readonly metadata?: readonly Metadata[]
}

/** What every index accepts beside the queries. */
export interface SearchOptions {
  /** Stops the work; the promise rejects with an `AbortedError`. */
  readonly signal?: AbortSignal
  /** Keeps only keys whose metadata fulfils it. */
  readonly where?: Where
  /** Keeps only keys for which it returns true; with `where`, only keys that both keep. */
  readonly filter?: (key: string) => boolean
}

/**
 * Finds the vectors with the highest scores. Implementations: `exactIndex`, `usearchIndex`.
 *
 * A key that is added again replaces its vector and its metadata. A batch is added whole or not at all: vectors with a
 * number that is not finite are refused. A search
 * with `where` or `filter` gives `limit` hits wherever so many keys are kept. The conformance suite is
 * `vectorIndexConformance` in `@towerkit/core/testing`.
 */
export interface VectorIndex {
  readonly dimensions: number
  /** Number of keys. */
  readonly size: number
  /** Adds row `i` of `vectors` under `keys[i]`, with `metadata[i]`. All of it is copied. */
  add(keys: readonly string[], vectors: Vectors, options?: AddOptions): Promise<void>
  /** @returns how many of the keys were there. */
  remove(keys: readonly string[]): Promise<number>
  /**
   * @returns for each query its best `limit` hits, best first, fewer if the index holds fewer; equal scores in key
   *   order of insertion.
   */
  search(queries: Vectors, limit: number, options?: SearchOptions): Promise<Hit[][]>
  /** Writes the index to a file, atomically. Present where the engine can. */
  save?(path: string): Promise<void>
  close(): Promise<void>
}
