import { row, type Vectors, type Where } from '@towerkit/core'
import type { SearchMode } from '../search-service.ts'
import { parsePassageKey } from './dense-index.ts'
import { fuseRanks, type FusedDocument } from './fuse-ranks.ts'
import type { SearchableState } from './searchable-state.ts'

/** A document that may answer. */
export interface Candidate extends FusedDocument<'lexical' | 'dense'> {
  /** Its passage that is nearest to the query, where vectors were asked. */
  readonly passage?: number
}

/** What `rankDocuments` asks. */
export interface RankingQuery {
  readonly mode: SearchMode
  /** The query as words are looked up. */
  readonly words: string
  /** One row; needed unless the mode is 'lexical'. */
  readonly vector: Vectors | undefined
  /** Documents of each ranking. */
  readonly depth: number
  readonly where: Where | undefined
  readonly signal: AbortSignal | undefined
}

/** Passages that are asked for beyond the first of each document, since several may be of one. */
const passagesPerDocument = 3

/** The documents that answer, best first: by words, by vectors, or by both, fused. */
export async function rankDocuments(state: SearchableState, { mode, words, vector, depth, where, signal }: RankingQuery): Promise<Candidate[]> {
  const allowed = state.allowed(where)
  const lexical = mode === 'dense' ? undefined : state.lexical.search(words, depth, allowed ? { filter: id => allowed(Number(id)) } : {})
  const best = new Map<number, { readonly passage: number; readonly score: number }>()
  if (mode !== 'lexical') {
    const filter = allowed && ((key: string) => allowed(parsePassageKey(key).number))
    const [hits] = await state.dense!.search({ data: row(vector!, 0), count: 1, dimensions: vector!.dimensions }, depth * passagesPerDocument, { ...(filter && { filter }), ...(signal && { signal }) })
    for (const { key, score } of hits!) {
      const { number, ordinal } = parsePassageKey(key)
      if (!best.has(number) && best.size < depth) best.set(number, { passage: ordinal, score })
    }
  }
  const withPassage = (fused: FusedDocument<'lexical' | 'dense'>): Candidate => {
    const found = best.get(fused.number)
    return found === undefined ? fused : { ...fused, passage: found.passage }
  }
  if (mode === 'hybrid') return fuseRanks({ lexical: lexical!.map(({ key }) => Number(key)), dense: [...best.keys()] }).map(withPassage)
  // One ranking keeps its own scores.
  const scored = lexical?.map(({ key, score }) => ({ number: Number(key), score })) ?? [...best].map(([number, { score }]) => ({ number, score }))
  return scored.map(({ number, score }, place) => withPassage({ number, score, ranks: { [mode]: place + 1 } }))
}
