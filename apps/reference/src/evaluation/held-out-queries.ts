import { DataError, type Hit } from '@towerkit/core'
import { evaluate, qrelsFrom, runFromHits, type Report } from '@towerkit/evaluation'
import type { TestQuery } from '../prepare/prepared-data.ts'
import { reportMeasures, type ReportMeasure } from './search-report.ts'

/** The queries of which a document that answers is stored. @throws {DataError} if there are none. */
export function heldOutQueries(all: readonly TestQuery[], stored: ReadonlySet<string>): readonly TestQuery[] {
  const queries = all.filter(({ relevant }) => Object.keys(relevant).some(id => stored.has(id)))
  if (queries.length > 0) return queries
  const fact =
    all.length === 0
      ? 'there are no held-out queries, which are made of a tenth of the files or rows'
      : `of ${all.length} held-out queries none has a stored document that answers it`
  throw new DataError(
    `evaluate: ${fact}. Prepare more documents with titles, or a BEIR folder with judgements of "test".`,
    { queries: all.length },
  )
}

/** The measures of the rankings of documents that queries found. */
export function scoreOf(queries: readonly TestQuery[], hits: readonly (readonly Hit[])[]): Report<ReportMeasure> {
  const qrels = queries.flatMap(({ id, relevant }) =>
    Object.entries(relevant).map(([document, relevance]) => ({ query: id, document, relevance })),
  )
  const ids = queries.map(({ id }) => id)
  return evaluate({ qrels: qrelsFrom(qrels), run: runFromHits(ids, hits), measures: reportMeasures })
}
