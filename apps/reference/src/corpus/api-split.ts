/** Texts of a split are ready for a tokenizer or a word index: identifiers parted, lower case. */
export interface ApiDocument {
  readonly id: string
  readonly text: string
}

export interface ApiTrainPair {
  readonly query: string
  /** Text of the document that the query describes. */
  readonly positive: string
  /** Id of that document. */
  readonly document: string
}

export interface ApiQuery {
  /** Id of the first item that has this description. */
  readonly id: string
  readonly text: string
  /** The description as a person reads it. */
  readonly original: string
  /** Ids of every document that has this very description. */
  readonly relevant: readonly string[]
}

export interface ApiSplit {
  /**
   * Everything that is searched: the documents of all modules, also those trained on and those without a usable query.
   */
  readonly documents: readonly ApiDocument[]
  readonly train: readonly ApiTrainPair[]
  /**
   * More pairs of the same modules: their query is what a comment says of a parameter, of the result, or further down.
   */
  readonly details: readonly ApiTrainPair[]
  readonly dev: readonly ApiQuery[]
  readonly test: readonly ApiQuery[]
  readonly counts: {
    readonly items: number
    readonly modules: number
    readonly testModules: number
    readonly documents: number
    readonly trainPairs: number
    readonly detailPairs: number
    readonly devQueries: number
    readonly testQueries: number
    /** Items whose description is too short to ask with. */
    readonly tooShort: number
    /** Items whose description is shared by more than `maximumRelevant` items. */
    readonly boilerplate: number
    /** Train and detail pairs left out because their query is all but one of the held-out ones. */
    readonly nearDuplicates: number
  }
}
