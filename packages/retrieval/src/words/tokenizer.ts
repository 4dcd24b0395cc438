/** A word of a text. */
export interface Word {
  /** As it stands there, folded: small letters, and without accents where the tokenizer folds them. */
  readonly text: string
  /** What it is looked up by, such as its stem; absent for a stop word, which is not looked up. */
  readonly term: string | undefined
}

/** A word of a query, which may be looked up in several ways. */
export interface QueryWord {
  readonly text: string
  /** Terms of the word; none for a stop word. */
  readonly terms: readonly string[]
}

/** Cuts texts into terms, and tells the words behind them. */
export interface Tokenizer {
  /** The terms of a text, in order. */
  (text: string): string[]
  /** The words of a document, in order, stop words with them. */
  words(text: string): Word[]
  /** The words of a query. Absent: as those of a document. */
  queryWords?(text: string): QueryWord[]
}
