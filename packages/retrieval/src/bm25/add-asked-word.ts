import { mergePostings } from './postings.ts'
import type { AskedWord } from './query-parts.ts'
import type { AddTerm } from './scoreboard.ts'
import type { StoredDocuments } from './stored-documents.ts'

/** Weight of words that replace one of the query: a longer word, or the one it is a typing error of. */
const similarWeight = 0.5

/**
 * Adds the scores of one word of a query: its terms count as one, and its substitutes count in documents without any of
 * its terms.
 */
export function addAskedWord({ terms, similar }: AskedWord, add: AddTerm, documents: StoredDocuments): void {
  const own = terms.map(term => documents.postings(term)!)
  if (own.length > 0) add(own.length === 1 ? own[0]! : mergePostings(own))
  const others = similar.map(term => documents.postings(term)!)
  if (others.length > 0) add(mergePostings(others, own), similarWeight)
}
