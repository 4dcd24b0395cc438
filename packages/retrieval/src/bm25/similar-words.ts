import type { Vocabulary } from './vocabulary.ts'

/** Most words that stand in for one of a query: the most frequent. */
const mostWords = 50
/** Fewest letters of a word that may be mistyped: shorter ones become too many others. */
const fewestLetters = 5

/** Terms of the words that begin with a text, and are not it. */
export function termsBeginningWith(start: string, vocabulary: Vocabulary): number[] {
  return termsOf(vocabulary, text => text.length > start.length && text.startsWith(start))
}

/** Terms of the words that one typing error makes of a word of five letters or more; none for other words. */
export function termsOneErrorFrom(word: string, vocabulary: Vocabulary): number[] {
  if (!lettersOnly.test(word) || [...word].length < fewestLetters) return []
  return termsOf(vocabulary, text => isOneErrorFrom(word, text))
}

/**
 * Whether a letter more, a letter less, another letter, or two neighbours in the wrong order make one text of another.
 * Letters are UTF-16 units.
 *
 * @see Damerau, A technique for computer detection and correction of spelling errors, CACM 1964
 */
export function isOneErrorFrom(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const left = a.length - start - end
  const right = b.length - start - end
  if (left <= 1 && right <= 1) return true
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]
}

const lettersOnly = /^[\p{L}\p{M}]+$/u

function termsOf(vocabulary: Vocabulary, isSimilar: (text: string) => boolean): number[] {
  const found = [...vocabulary.live().filter(({ text }) => isSimilar(text))]
  if (found.length > mostWords) found.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).length = mostWords
  return [...new Set(found.map(({ word }) => vocabulary.termOf(word)))]
}
