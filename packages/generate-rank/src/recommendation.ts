import type { Metadata } from '@towerkit/core'

/** One item of an answer. */
export interface Recommendation {
  readonly item: string
  /** Of the ranker, or of the first stage if nothing ranks; higher is better. */
  readonly score: number
  /** Inner product with the user's vector. */
  readonly firstScore: number
  /**
   * The items of the history that its ranker read most, with their weights, which sum to 1 over the whole history.
   * Empty if the request does not want them, and for popular items.
   */
  readonly because: readonly { readonly item: string; readonly weight: number }[]
  readonly metadata: Metadata
}

/** An answer. */
export interface Recommendations {
  /** Best first, each once. Empty if every item was excluded. */
  readonly items: readonly Recommendation[]
  /** Items of the history that the catalogue does not hold; they were passed over. */
  readonly unknown: readonly string[]
  /** True if nothing was known of the user, and these are the most popular items. */
  readonly isPopular: boolean
  readonly milliseconds: { readonly user: number; readonly search: number; readonly rank: number }
}
