/** Relevance of one query's documents to its subtopics. */
export interface SubtopicRanking {
  /**
   * For each retrieved document, best score first: its relevance to each subtopic, `-Infinity` if it is not judged.
   */
  readonly ranked: readonly (readonly number[])[]
  /** The same for all judged documents, retrieved or not, by document id. */
  readonly judged: readonly (readonly number[])[]
}
