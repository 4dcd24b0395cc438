import { setImmediate as turn } from 'node:timers/promises'
import type { Hit } from '@towerkit/core'
import { bm25Index, type Tokenizer } from '@towerkit/retrieval'
import { documentSearchText, type TextKind } from '../search/search-text.ts'
import type { NumberedDocument } from '../store/document-row.ts'
import { timed, type Timed } from './timed.ts'

/** Documents that are taken in at once, and queries that are answered at once: between two times nothing is held up. */
const documentsAtOnce = 2000
const queriesAtOnce = 100

/** Options of `rankByWords`. */
export interface RankByWordsOptions {
  readonly kind: TextKind
  readonly tokenize: Tokenizer
  /** Documents of each ranking. */
  readonly depth: number
  /** @param share 0 to 1. It may throw, to stop. */
  readonly onProgress: (share: number) => void
}

/** Ranks documents for queries by BM25. */
export async function rankByWords(
  documents: readonly NumberedDocument[],
  queries: readonly string[],
  { kind, tokenize, depth, onProgress }: RankByWordsOptions,
): Promise<Timed<(readonly Hit[])[]>> {
  const words = bm25Index({ tokenize })
  for (let at = 0; at < documents.length; at += documentsAtOnce) {
    const some = documents.slice(at, at + documentsAtOnce)
    words.add(some.map(document => ({ id: document.id, text: documentSearchText(document, kind) })))
    await turn()
    onProgress((0.5 * at) / documents.length)
  }
  return timed(queries.length, async () => {
    const hits: (readonly Hit[])[] = []
    for (const query of queries) {
      hits.push(words.search(query, depth))
      if (hits.length % queriesAtOnce !== 0) continue
      await turn()
      onProgress(0.5 + (0.5 * hits.length) / queries.length)
    }
    return hits
  })
}
