import type { KeyedPair } from '@towerkit/training'

/** What both stages of training read: of any corpus, made ready for a tokenizer. */
export interface TrainingData {
  /** Queries with the ids of documents that answer them. A query with several answers comes once for each. */
  readonly pairs: readonly KeyedPair[]
  /** Everything that is searched. */
  readonly documents: readonly { readonly id: string; readonly text: string }[]
  /** More queries, without answers, for the second stage. Default: none. */
  readonly queries?: readonly string[]
}
