/** Options of every reader. */
export interface ReadOptions {
  /** Cancels the reading with an `AbortedError`. Default: none. */
  readonly signal?: AbortSignal
}
