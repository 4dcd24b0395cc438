/** What a segment is after the parallel layers. */
export interface TokenStates {
  /** Number of tokens. */
  readonly tokens: number
  /** Length of a token's state. */
  readonly width: number
  /** [tokens, width] numbers, row-major. Do not change them. */
  readonly data: Float32Array
}

/** A state and the key that it is found by. */
export interface StateEntry {
  readonly key: string
  readonly state: TokenStates
}

/** Type in which a cache keeps numbers. int8 has one factor for each token. */
export type StatePrecision = 'float32' | 'float16' | 'int8'

/** Counters of a cache since it was opened here, and its contents. */
export interface CacheStatistics {
  readonly hits: number
  /** Requested keys that were missing, including damaged ones. */
  readonly misses: number
  readonly evictions: number
  /** Entries, or whole stores, that were found damaged and given up. */
  readonly damaged: number
  readonly entries: number
  /** Bytes of the stored states, without keys and overhead of the store. */
  readonly bytes: number
}

/**
 * Keeps states of segments. Implementations: `memoryCache`, `diskCache`.
 *
 * Keys contain everything a state depends on, so that an entry never becomes wrong: model, layers, tokens, position. A
 * key that is set again is replaced. The conformance suite is `stateCacheConformance` in
 * `@towerkit/core/testing`.
 */
export interface StateCache extends AsyncDisposable {
  readonly precision: StatePrecision
  /**
   * @returns the states in the order of the keys, undefined for those that are not there, or not intact. Never another
   *   state, never an error for damage.
   */
  get(keys: readonly string[]): Promise<(TokenStates | undefined)[]>
  /** @throws {DataError} if they could not be stored; what was stored before is still there. */
  set(entries: readonly StateEntry[]): Promise<void>
  statistics(): Promise<CacheStatistics>
  /** A second call does nothing. */
  close(): Promise<void>
}
