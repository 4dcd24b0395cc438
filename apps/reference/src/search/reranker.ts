/** Reads a query together with each passage: slower and more exact than comparing their vectors. */
export interface Reranker {
  /** @returns one number for each passage; higher is better. */
  score(query: string, passages: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<ArrayLike<number>>
  close?(): Promise<void>
}
