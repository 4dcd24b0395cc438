import { ArgumentError, requireInputs } from '@towerkit/core'
import { kindOf } from './kind-of.ts'
import { queryTable, type QueryTable } from './query-table.ts'

/** Relevance judgements: query id -> document id -> relevance. Above 0 is relevant; higher is more relevant. */
export type Qrels = QueryTable

/** One relevance judgement. */
export interface Judgement {
  readonly query: string
  readonly document: string
  /** Above 0 is relevant; higher is more relevant. 0 and below is judged and not relevant. */
  readonly relevance: number
}

/**
 * Collects judgements into `Qrels`.
 *
 * @param judgements In any order.
 * @returns queries and documents in the order in which they first came.
 * @throws {DataError} if a document is judged twice for one query, or a relevance is not finite.
 *
 * @example
 * const qrels = qrelsFrom([
 *   { query: 'q1', document: 'd1', relevance: 2 },
 *   { query: 'q1', document: 'd2', relevance: 0 },
 * ])
 */
export function qrelsFrom(judgements: Iterable<Judgement>): Qrels {
  requireInputs('qrelsFrom', judgements, 'judgements')
  return queryTable('qrelsFrom', rows(judgements), Number.isFinite)
}

function* rows(judgements: Iterable<Judgement>): Generator<readonly [string, string, number]> {
  for (const each of judgements) {
    if (typeof each !== 'object' || each === null)
      throw new ArgumentError(
        `qrelsFrom: one of the judgements is ${kindOf(each)}. Give { query, document, relevance } for each.`,
      )
    const { query, document, relevance } = each
    yield [query, document, relevance]
  }
}
