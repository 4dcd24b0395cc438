import type { InputList } from './inputs.ts'
import type { Metadata } from './metadata.ts'
import type { Vectors } from './vectors.ts'
import type { Where } from './where.ts'

/** One result of a search. */
export interface Hit {
  readonly key: string
  /** Higher is better, whichever engine answered. */
  readonly score: number
  /** The metadata given with the key, if the search asked for it; no fields if nothing was given. */
  readonly metadata?: Metadata
}

/** What an index stores for a key. */
export interface StoredVector {
  readonly key: string
  /** As it is stored: of length 1 if the metric is the cosine, and as exact as the engine stores it. */
  readonly vector: Float32Array
  /** No fields if nothing was given. */
  readonly metadata: Metadata
}

/** What every call of an index accepts. */
export interface IndexCallOptions {
  /** Stops the work; the promise rejects with an `AbortedError`. A change is then made whole or not at all. */
  readonly signal?: AbortSignal
}

/** What every index accepts besides keys and vectors. */
export interface AddOptions extends IndexCallOptions {
  /** One record a key. Default: no fields. */
  readonly metadata?: readonly Metadata[]
}

/** What every index accepts besides the queries. */
export interface SearchOptions extends IndexCallOptions {
  /** Keeps only keys whose metadata match. Every index can, also one across a network. */
  readonly where?: Where
  /** Keys that are not found. One that the index does not hold is no error. */
  readonly exclude?: InputList<string>
  /**
   * Keeps only keys for which it returns true; with `where` and `exclude`, only keys that all of them keep. For indices
   * with `acceptsFilter`. Slower than `where`, which an index can look up.
   */
  readonly filter?: (key: string) => boolean
  /** Adds its metadata to each hit. Default false. */
  readonly metadata?: boolean
}

/**
 * Finds the vectors with the highest scores. Implementations: `exactIndex`, `quantizedIndex`, `usearchIndex`.
 *
 * A key that is added again replaces its vector and its metadata. A batch is added whole or not at all: vectors with a
 * number that is not finite are refused. So are unknown options, and one string in place of keys. The effect of a call
 * is visible to every call made after it resolves. A search gives `limit` hits wherever `where`, `exclude` and `filter`
 * keep so many keys.
 *
 * The engine may be in another process: no property needs to ask it, everything else is a promise, and what cannot be
 * sent (a function) is declared. An index that sees all its metadata refuses a condition that names a field no key ever
 * had, or asks it for a value of a type that it never held; another index finds nothing by it. The conformance suite is
 * `vectorIndexConformance` in `@towerkit/core/testing`.
 */
export interface VectorIndex {
  /** Length of each vector. */
  readonly dimensions: number
  /** Whether searches take a `filter`. If not, they refuse one with an `UnsupportedError`. */
  readonly acceptsFilter: boolean
  /** @returns the number of keys. */
  count(options?: IndexCallOptions): Promise<number>
  /** @returns the stored entries, in the order of the keys; undefined for a missing key. */
  get(keys: readonly string[], options?: IndexCallOptions): Promise<(StoredVector | undefined)[]>
  /** Adds row `i` of `vectors` under `keys[i]`, with `metadata[i]`. All of it is copied. */
  add(keys: readonly string[], vectors: Vectors, options?: AddOptions): Promise<void>
  /** @returns how many of the keys were there. */
  remove(keys: readonly string[], options?: IndexCallOptions): Promise<number>
  /**
   * @returns for each query its best `limit` hits, best first, fewer if the index holds fewer; equal scores in the
   *   order in which their keys were first added, where the engine knows it.
   */
  search(queries: Vectors, limit: number, options?: SearchOptions): Promise<Hit[][]>
  /** Writes the index to a file, atomically. Present if the engine can do it. */
  save?(path: string): Promise<void>
  close(): Promise<void>
}
