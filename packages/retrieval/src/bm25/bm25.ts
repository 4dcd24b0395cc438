import { bm25Index, type Bm25Index, type TextDocument } from './bm25-index.ts'
import type { Bm25Options } from './bm25-options.ts'

/**
 * Indexes documents for BM25, the lexical baseline of every retrieval experiment; see `bm25Index` for the formula.
 *
 * @param documents Read once.
 * @returns the index, to which documents can be added and from which they can be removed.
 * @throws {ArgumentError} if an option is out of range.
 * @throws {DataError} if an id comes twice.
 *
 * @example
 * const index = bm25([{ id: 'a', text: 'watch a file' }, { id: 'b', text: 'read a file' }])
 * index.search('watching files', 1) // [{ key: 'a', score: 0.4... }]
 */
export function bm25(documents: Iterable<TextDocument>, options: Bm25Options = {}): Bm25Index {
  const index = bm25Index(options)
  index.add(documents)
  return index
}
