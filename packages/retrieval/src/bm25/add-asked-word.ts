import { mergePostings } from './postings.ts'
import type { AskedWord } from './query-parts.ts'
import type { AddTerm } from './scoreboard.ts'
import type { StoredDocuments } from './stored-documents.ts'

/** What words count that stand in for one of the query: a longer word, or what it is mistyped for. */
const similarWeight = 0.5

/**
 * Adds what a word of a query gives: the terms that stand for it count as one, and those that stand in for it count in
 * documents without these.
 */
export function addAskedWord({ terms, similar }: AskedWord, add: AddTerm, documents: StoredDocuments): void {
  const own = terms.map(term => documents.postings(term)!)
  if (own.length > 0) add(own.length === 1 ? own[0]! : mergePostings(own))
  const others = similar.map(term => documents.postings(term)!)
  if (others.length > 0) add(mergePostings(others, own), similarWeight)
}
