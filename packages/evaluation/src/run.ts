import { ArgumentError, requireInputs } from '@towerkit/core'
import { kindOf } from './kind-of.ts'
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
  requireInputs('runFrom', documents, 'documents')
  return queryTable('runFrom', rows(documents), score => typeof score === 'number' && !Number.isNaN(score))
}

function* rows(documents: Iterable<ScoredDocument>): Generator<readonly [string, string, number]> {
  for (const each of documents) {
    if (typeof each !== 'object' || each === null)
      throw new ArgumentError(
        `runFrom: one of the documents is ${kindOf(each)}. Give { query, document, score } for each.`,
      )
    const { query, document, score } = each
    yield [query, document, score]
  }
}
