import type { Hit, Where } from '@towerkit/core'
import { fuseHits, type ParsedQuery, type QueryOptions } from '@towerkit/retrieval'
import type { SearchMode } from '../search-service.ts'
import { parsePassageKey } from './dense-index.ts'
import type { SearchableWords } from './searchable-words.ts'

/** A document that may answer. */
export interface Candidate {
  readonly number: number
  readonly score: number
  /** Its places in the rankings that have it, from 1. */
  readonly ranks: { readonly lexical?: number; readonly dense?: number }
  /** Its passage that is nearest to the query, where vectors were asked. */
  readonly passage?: number
}

/** What `rankDocuments` asks. */
export interface RankingQuery {
  readonly mode: SearchMode
  /** Of words and vectors, if both are fused. Default: equal ones. */
  readonly weights?: readonly [words: number, vectors: number] | undefined
  /** The query as words are looked up. */
  readonly words: ParsedQuery | string
  readonly options: QueryOptions
  /** The passages that are nearest to the query, best first; needed unless the mode is 'lexical'. */
  readonly nearest: readonly Hit[] | undefined
  /** Documents of each ranking. */
  readonly depth: number
  readonly where: Where | undefined
}

/** The documents that answer, best first: by words, by vectors, or by both, fused by their ranks. */
export function rankDocuments(
  { lexical: index, allowed: allowedOf }: SearchableWords,
  { mode, weights, words, options, nearest = [], depth, where }: RankingQuery,
): Candidate[] {
  const allowed = allowedOf(where)
  const filter = allowed && ((id: string) => allowed(Number(id)))
  const lexical = mode === 'dense' ? [] : index.search(words, depth, { ...options, ...(filter && { filter }) })
  const passages = new Map<string, number>()
  const dense: Hit[] = []
  for (const { key, score } of nearest) {
    const { number, ordinal } = parsePassageKey(key)
    const id = String(number)
    if (passages.has(id) || dense.length === depth) continue
    passages.set(id, ordinal)
    dense.push({ key: id, score })
  }
  const lexicalRanks = ranksOf(lexical)
  const denseRanks = ranksOf(dense)
  const ranked =
    mode === 'hybrid' ? fuseHits([lexical, dense], weights && { weights }) : mode === 'dense' ? dense : lexical
  return ranked.map(({ key, score }) => {
    const lexicalRank = lexicalRanks.get(key)
    const denseRank = denseRanks.get(key)
    const passage = passages.get(key)
    const ranks = {
      ...(lexicalRank !== undefined && { lexical: lexicalRank }),
      ...(denseRank !== undefined && { dense: denseRank }),
    }
    return { number: Number(key), score, ranks, ...(passage !== undefined && { passage }) }
  })
}

function ranksOf(hits: readonly Hit[]): ReadonlyMap<string, number> {
  return new Map(hits.map(({ key }, place) => [key, place + 1]))
}
