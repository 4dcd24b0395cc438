import type { Vectors } from '@towerkit/core'

/** What is known of the items. */
export interface BeyondAccuracyOptions {
  /** Number of users who have each item, by its id, in the training data; the catalogue is its keys. */
  readonly popularity: ReadonlyMap<string, number>
  /** Number of users in the training data. */
  readonly users: number
  /** Only the first `cutoff` items of each list count. A whole number of at least 1, default 10. */
  readonly cutoff?: number
  /**
   * Content vectors of the items, for the diversity within lists and serendipity. Default: none, and neither is
   * computed.
   */
  readonly items?: { readonly keys: readonly string[]; readonly vectors: Vectors }
  /** What each user had before, for serendipity. Default: none, and it is not computed. */
  readonly histories?: ReadonlyMap<string, readonly string[]>
  /** Which items are relevant to each user: then serendipity counts only those. Default: all. */
  readonly relevant?: ReadonlyMap<string, ReadonlySet<string>>
}

/** Properties of lists other than being right. */
export interface BeyondAccuracyReport {
  /** Share of the catalogue that is in any list. */
  readonly coverage: number
  /**
   * Inequality of how often the items of the catalogue are recommended: 0 if all are equally often, near 1 if few make
   * up all.
   */
  readonly gini: number
  /** Mean of -log2(popularity / users) of the recommended items, in bits: the higher, the less known. */
  readonly novelty: number
  /** Mean popularity / users of the recommended items. */
  readonly popularity: number
  /** Share of recommended items that are among the most popular fifth of the catalogue. */
  readonly popularShare: number
  /** 1 - mean overlap of two users' lists: 0 if all get the same, 1 if no two have an item in common. */
  readonly personalization: number
  /** Mean of 1 - cosine over the pairs of a list. */
  readonly diversity?: number
  /**
   * Mean over recommended (and relevant) items of 1 - the highest cosine with any item of the user's history; others
   * count 0.
   */
  readonly serendipity?: number
}
