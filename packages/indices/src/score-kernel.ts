import type { Vectors } from '@towerkit/core'

/** Neighbouring rows whose highest score a kernel tells, so that most scores need not be looked at. */
export const rowsPerGroup = 64

/** Rows to score in one call, and where the scores go. */
export interface ScoreBlock {
  /** `rowCount * dimensions` numbers, row-major. */
  readonly rows: Float32Array
  readonly rowCount: number
  /** The inner product of row `r` and query `q` goes to `r * queries.count + q`. */
  readonly scores: Float32Array
  /**
   * The highest score of rows `64 g` to `64 g + 63` for query `q` goes to `g * queries.count + q`. The last group may
   * have fewer rows.
   */
  readonly tops: Float32Array
}

/**
 * Computes inner products for `exactIndex`. Implementations: `plainKernel` for everywhere, `runtimeKernel` for Node.
 *
 * Scores may carry the rounding errors of single precision, in any order of summation: the index computes again in
 * double precision what comes close to the best.
 */
export interface ScoreKernel {
  /** Searches for fewer queries are faster by codes of 8 bits, and `exactIndex` does them so. Default 1. */
  readonly leastQueries?: number
  /** Most queries of a call. */
  readonly queriesPerCall: number
  /** Most multiplications of a call, so that none holds up the event loop for more than some milliseconds. */
  readonly multiplicationsPerCall: number
  /** Makes the function that scores rows for these queries. Several may be in use at a time. */
  scorer(queries: Vectors): (block: ScoreBlock) => void | Promise<void>
  close?(): Promise<void>
}
