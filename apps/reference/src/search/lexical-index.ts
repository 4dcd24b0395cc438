import type { Hit } from '@towerkit/core'
import { bm25, type Bm25Index, type TextDocument } from '@towerkit/evaluation'

/** BM25 over documents that come and go. */
export interface LexicalIndex {
  add(documents: Iterable<TextDocument>): void
  remove(ids: Iterable<string>): void
  search(query: string, limit: number, options?: { readonly filter?: ((id: string) => boolean) | undefined }): Hit[]
}

/** An empty index. The statistics are computed anew by the first search after a change. */
export function lexicalIndex(): LexicalIndex {
  const texts = new Map<string, string>()
  let built: Bm25Index | undefined
  return {
    add(documents) {
      for (const { id, text } of documents) texts.set(id, text)
      built = undefined
    },
    remove(ids) {
      for (const id of ids) texts.delete(id)
      built = undefined
    },
    search(query, limit, { filter } = {}) {
      built ??= bm25([...texts].map(([id, text]) => ({ id, text })))
      if (filter === undefined) return built.search(query, limit)
      return built.search(query, Math.max(1, texts.size)).filter(({ key }) => filter(key)).slice(0, limit)
    },
  }
}
