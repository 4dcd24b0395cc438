import { isOneErrorFrom } from './is-one-error-from.ts'
import type { Vocabulary } from './vocabulary.ts'

/** How a word of a query may differ from words of documents. */
export type Similarity = 'beginning' | 'typing error'

/** Maximum number of substitutes for one word of a query: the most frequent ones. */
const mostWords = 50
/** Fewest letters of a word that may be mistyped: shorter ones become too many others. */
const fewestLetters = 5

/**
 * Terms of the words that begin with a text and are longer, or that one typing error makes of it, if it has five
 * letters or more and nothing but letters.
 */
export function similarTerms(word: string, similarity: Similarity, vocabulary: Vocabulary): number[] {
  if (similarity === 'typing error' && (!lettersOnly.test(word) || [...word].length < fewestLetters)) return []
  const isSimilar =
    similarity === 'beginning'
      ? (text: string) => text.length > word.length && text.startsWith(word)
      : (text: string) => isOneErrorFrom(word, text)
  const found = vocabulary.matching(isSimilar)
  if (found.length > mostWords) found.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).length = mostWords
  return [...new Set(found.map(each => vocabulary.termOf(each.word)))]
}

const lettersOnly = /^[\p{L}\p{M}]+$/u
