import { queryTable, type QueryTable } from './query-table.ts'

/**
 * What a system retrieved: query id -> document id -> score. Higher is better; the order of the entries means nothing.
 */
export type Run = QueryTable

/** One retrieved document. */
export interface ScoredDocument {
  readonly query: string
  readonly document: string
  /** Higher is better. */
  readonly score: number
}

/**
 * Collects retrieved documents into a `Run`.
 *
 * @param documents In any order; the score ranks them.
 * @returns queries and documents in the order in which they first came.
 * @throws {DataError} if a document comes twice for one query, or a score is NaN.
 *
 * @example
 * const run = runFrom([{ query: 'q1', document: 'd2', score: 0.9 }, { query: 'q1', document: 'd1', score: 0.4 }])
 */
export function runFrom(documents: Iterable<ScoredDocument>): Run {
  return queryTable('runFrom', rows(documents), score => typeof score === 'number' && !Number.isNaN(score))
}

function* rows(documents: Iterable<ScoredDocument>): Generator<readonly [string, string, number]> {
  for (const { query, document, score } of documents) yield [query, document, score]
}
