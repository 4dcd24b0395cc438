/** Reads a query together with each passage: slower and more exact than comparing their vectors. */
export interface Reranker {
  /** What it is, for people. Default 'reranker'. */
  readonly name?: string
  /** @returns one number for each passage; higher is better. */
  score(
    query: string,
    passages: readonly string[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<ArrayLike<number>>
  /** If it caches something for passages: milliseconds for scoring these with the cache, and without it. */
  compare?(query: string, passages: readonly string[]): Promise<{ readonly keptMs: number; readonly freshMs: number }>
  close?(): Promise<void>
}
