import { DataError, type Hit } from '@towerkit/core'
import { runFrom, type Run, type ScoredDocument } from './run.ts'

/**
 * Makes a `Run` of what an index found.
 *
 * @param queries Query ids, one for each list of hits.
 * @param hits What `VectorIndex.search` or a BM25 search gave; `hits[i]` answers `queries[i]`.
 * @throws {DataError} if the numbers of queries and lists differ, a query or a key comes twice, or a score is NaN.
 *
 * @example
 * const run = runFromHits(['q1', 'q2'], await index.search(queryVectors, 100))
 */
export function runFromHits(queries: readonly string[], hits: readonly (readonly Hit[])[]): Run {
  if (queries.length !== hits.length) {
    throw new DataError(
      `runFromHits: ${queries.length} queries but ${hits.length} lists of hits. Give one list a query.`,
      { queries: queries.length, lists: hits.length },
    )
  }
  if (new Set(queries).size !== queries.length) {
    const twice = queries.find((query, i) => queries.indexOf(query) !== i)
    throw new DataError(`runFromHits: query "${twice}" comes twice. Give each query once.`, { query: twice })
  }
  return runFrom(scoredDocuments(queries, hits))
}

function* scoredDocuments(queries: readonly string[], hits: readonly (readonly Hit[])[]): Generator<ScoredDocument> {
  for (const [i, query] of queries.entries()) {
    for (const { key, score } of hits[i]!) yield { query, document: key, score }
  }
}
