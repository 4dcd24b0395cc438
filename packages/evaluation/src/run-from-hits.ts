import { ArgumentError, DataError, type Hit } from '@towerkit/core'
import { kindOf } from './kind-of.ts'
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
  requireLists(queries, hits)
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

function requireLists(queries: unknown, hits: unknown): void {
  if (!Array.isArray(queries))
    throw new ArgumentError(`runFromHits: queries is ${kindOf(queries)}. Give an array of query ids.`)
  if (!Array.isArray(hits))
    throw new ArgumentError(`runFromHits: hits is ${kindOf(hits)}. Give an array with a list of hits for each query.`)
  const place = hits.findIndex(list => !Array.isArray(list))
  if (place >= 0)
    throw new ArgumentError(
      `runFromHits: hits[${place}] is ${kindOf(hits[place])}. Give a list of hits for each query, [hits] for one.`,
      { place },
    )
}
