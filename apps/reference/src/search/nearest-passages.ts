import { row, type Hit, type Vectors, type Where } from '@towerkit/core'
import type { ParsedQuery } from '@towerkit/retrieval'
import { parsePassageKey } from './dense-index.ts'
import type { SearchableVectors } from './searchable-vectors.ts'
import type { SearchableWords } from './searchable-words.ts'

/** A query as it is encoded. */
export interface DenseQuery {
  /** What is encoded. */
  readonly text: string
  /** The query with its signs, which documents must fulfil. */
  readonly words: ParsedQuery | string
  /** Documents that are wanted. */
  readonly depth: number
  readonly where: Where | undefined
}

/** The passages nearest to a query, best first, and when its vector was there. */
export interface NearestPassages {
  readonly hits: readonly Hit[]
  readonly encodedAt: number
}

/** Passages that are asked for beyond the first of each document, since several may be of one. */
const passagesPerDocument = 3

/** Encodes queries in one run and finds the passages nearest to them: those without a condition in one search. */
export async function nearestPassages(
  queries: readonly DenseQuery[],
  { words, vectors: { index, queryTower } }: { readonly words: SearchableWords; readonly vectors: SearchableVectors },
): Promise<NearestPassages[]> {
  const encoded = await queryTower.encoder.encodeQueries(queries.map(({ text }) => text))
  const encodedAt = performance.now()
  const { allowed, documents, passages } = words
  const wanted = (depth: number) => depth * (passages > documents ? passagesPerDocument : 1)
  const hits = new Map<number, readonly Hit[]>()
  const conditions = queries.map(query => allowed(query.where, query.words))
  const free = queries.flatMap((_, i) => (conditions[i] === undefined ? [i] : []))
  const searches = queries.map(async ({ depth }, i) => {
    const isAllowed = conditions[i]
    if (isAllowed === undefined) return
    const [found] = await index.search(rowsOf(encoded, [i]), wanted(depth), {
      filter: key => isAllowed(parsePassageKey(key).number),
    })
    hits.set(i, found!)
  })
  if (free.length > 0) {
    searches.push(
      index
        .search(rowsOf(encoded, free), wanted(Math.max(...free.map(i => queries[i]!.depth))))
        .then(found => found.forEach((each, place) => hits.set(free[place]!, each))),
    )
  }
  await Promise.all(searches)
  return queries.map((_, i) => ({ hits: hits.get(i)!, encodedAt }))
}

function rowsOf(vectors: Vectors, rows: readonly number[]): Vectors {
  const data = new Float32Array(rows.length * vectors.dimensions)
  rows.forEach((each, place) => data.set(row(vectors, each), place * vectors.dimensions))
  return { data, count: rows.length, dimensions: vectors.dimensions }
}
