import { placesOf, type Postings } from './postings.ts'
import type { StoredDocuments } from './stored-documents.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Documents that have words in this order with none between, and how often: the postings of a phrase. Words are
 * compared as they are written, folded, not by their stems; stop words count.
 */
export function phrasePostings(
  texts: readonly string[],
  { documents, vocabulary }: { readonly documents: StoredDocuments; readonly vocabulary: Vocabulary },
): Postings {
  const wanted = texts.map(text => vocabulary.writtenAs(text))
  if (wanted.some(words => words.length === 0)) return []
  const postings: Postings = []
  for (const place of candidates(wanted, documents, vocabulary)) {
    const frequency = occurrences(documents.wordsAt(place), wanted)
    if (frequency > 0) postings.push(place, frequency)
  }
  return postings
}

/** Documents with the rarest of the words; all if no word of the phrase is looked up. */
function candidates(
  wanted: readonly (readonly number[])[],
  documents: StoredDocuments,
  vocabulary: Vocabulary,
): Iterable<number> {
  const holding = wanted
    .map(words => words.map(word => vocabulary.termOf(word)))
    .filter(terms => terms.every(term => term >= 0))
    .map(terms => terms.map(term => documents.postings(term) ?? []))
  if (holding.length === 0) return Array.from({ length: documents.places }, (_, place) => place)
  const size = (postings: readonly Postings[]) => postings.reduce((sum, { length }) => sum + length, 0)
  const rarest = holding.reduce((a, b) => (size(b) < size(a) ? b : a))
  return [...placesOf(rarest)].sort((a, b) => a - b)
}

function occurrences(words: Uint32Array, wanted: readonly (readonly number[])[]): number {
  let count = 0
  for (let i = 0; i + wanted.length <= words.length; i++) {
    let at = 0
    while (at < wanted.length && wanted[at]!.includes(words[i + at]!)) at++
    if (at === wanted.length) count++
  }
  return count
}
