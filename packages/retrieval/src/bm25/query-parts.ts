import type { QueryWord } from '../words/tokenizer.ts'
import type { ParsedQuery } from './parse-query.ts'
import { phrasePostings } from './phrase-postings.ts'
import { placesOf, type Postings } from './postings.ts'
import { similarTerms } from './similar-terms.ts'
import type { StoredDocuments } from './stored-documents.ts'
import type { Vocabulary } from './vocabulary.ts'

/** How a query is understood. */
export interface QueryOptions {
  /**
   * Whether the last word, unless a space or a sign follows, may be the beginning of one, as while somebody types. Of
   * all words that begin so the 50 most frequent count, half as much as the word itself. Default false.
   */
  readonly prefix?: boolean
  /**
   * Whether a word of five letters or more that no document has also matches the words one typing error away: a letter
   * more, less, or another one, or two neighbours in the wrong order. They count half. Default false.
   */
  readonly typos?: boolean
}

/** What `queryParts` works on. */
export interface QueryContext {
  readonly documents: StoredDocuments
  readonly vocabulary: Vocabulary
  readonly wordsOf: (query: string) => readonly QueryWord[]
}

/** A word of a query, looked up. */
export interface AskedWord {
  /** Terms that are written so, or have its stem. */
  readonly terms: readonly number[]
  /** Substitutes that count in documents without these. */
  readonly similar: readonly number[]
}

/** A query in terms of the index. */
export interface QueryParts {
  readonly words: readonly AskedWord[]
  /** Postings of each phrase. */
  readonly phrases: readonly Postings[]
  /** Whether the document at a position has all phrases and nothing excluded; undefined if the query has neither. */
  readonly allows: ((place: number) => boolean) | undefined
}

/** Looks the words of a query up. */
export function queryParts(query: string | ParsedQuery, options: QueryOptions, context: QueryContext): QueryParts {
  const { documents, vocabulary, wordsOf } = context
  const { prefix = false, typos = false } = options
  const parsed = typeof query === 'string' ? { words: query, phrases: [], excluded: [] } : query

  const termsOf = ({ text, terms }: QueryWord): number[] => {
    const numbers = terms.flatMap(term => vocabulary.termNumber(term) ?? [])
    const written = vocabulary.writtenAs(text).map(word => vocabulary.termOf(word))
    return [...new Set([...numbers, ...written])].filter(term => vocabulary.isLive(term))
  }
  const found = wordsOf(parsed.words)
  const isTyping = prefix && /[\p{L}\p{N}\p{M}]$/u.test(parsed.words)
  const words = found.map((word, i) => {
    const terms = termsOf(word)
    let similar: number[] = []
    if (word.terms.length > 0) {
      if (isTyping && i === found.length - 1)
        similar = similarTerms(word.text, 'beginning', vocabulary).filter(term => !terms.includes(term))
      if (typos && terms.length === 0 && similar.length === 0)
        similar = similarTerms(word.text, 'typing error', vocabulary)
    }
    return { terms, similar }
  })

  const phrases = parsed.phrases.map(phrase =>
    phrasePostings(
      wordsOf(phrase).map(({ text }) => text),
      context,
    ),
  )
  const required = phrases.map(posting => placesOf([posting]))
  const excluded = parsed.excluded.map(text => {
    const unwanted = wordsOf(text)
    const terms = unwanted.length === 1 ? termsOf(unwanted[0]!) : []
    return placesOf(
      terms.length > 0
        ? terms.map(term => documents.postings(term)!)
        : [
            phrasePostings(
              unwanted.map(word => word.text),
              context,
            ),
          ],
    )
  })
  const allows =
    required.length === 0 && excluded.length === 0
      ? undefined
      : (place: number) => required.every(places => places.has(place)) && !excluded.some(places => places.has(place))
  return { words, phrases, allows }
}
