/** Inner products to compute in one call. */
export interface ScoreBlock {
  /** `queryCount * dimensions` numbers, row-major. */
  readonly queries: Float32Array
  readonly queryCount: number
  /** `rowCount * dimensions` numbers, row-major. */
  readonly rows: Float32Array
  readonly rowCount: number
  readonly dimensions: number
  /** Where the results go: that of query `q` and row `r` to `q * rowCount + r`. */
  readonly scores: Float32Array
}

/**
 * Computes inner products for `exactIndex`. Implementations: `plainKernel` for everywhere, `runtimeKernel` for Node.
 *
 * Scores may carry the rounding errors of single precision, in any order of summation: the index computes again in
 * double precision what comes close to the best.
 */
export interface ScoreKernel {
  /** Most queries of a call. */
  readonly queriesPerCall: number
  /** Most multiplications of a call, so that none holds up the event loop for more than some milliseconds. */
  readonly multiplicationsPerCall: number
  score(block: ScoreBlock): void | Promise<void>
  close?(): Promise<void>
}
