import type { Word } from '../words/tokenizer.ts'

/** The words of all documents and the terms they are looked up by, both numbered. */
export interface Vocabulary {
  /** @returns the number of a word, a new one if it is not known. */
  numberOf(word: Word): number
  /** Numbers of the words of documents that are written so: one for each term that they are looked up by. */
  writtenAs(text: string): readonly number[]
  /** Number of the term of a word, -1 if it has none. */
  termOf(word: number): number
  /** @returns the number of a term, undefined if no word has it. */
  termNumber(term: string): number | undefined
  /** Whether a document has the term. */
  isLive(term: number): boolean
  /** Counts a word that came (1) or went (-1) with a document. */
  count(word: number, change: 1 | -1): void
  /** The words of documents that are looked up and whose text passes, with how often they are there. */
  matching(
    passes: (text: string) => boolean,
  ): { readonly text: string; readonly word: number; readonly count: number }[]
  /** Forgets the words that no document has. @returns the new number of each word and of each term, -1 if it went. */
  compact(): { readonly words: Int32Array; readonly terms: Int32Array }
}

/** Makes an empty vocabulary. */
export function vocabulary(): Vocabulary {
  const byText = new Map<string, number[]>()
  const termNumbers = new Map<string, number>()
  let texts: string[] = []
  let terms: number[] = []
  let counts: number[] = []
  let termCounts: number[] = []

  const numberOfTerm = (term: string): number => {
    let number = termNumbers.get(term)
    if (number === undefined) {
      termNumbers.set(term, (number = termNumbers.size))
      termCounts.push(0)
    }
    return number
  }
  const append = (text: string, term: number, count: number): number => {
    const number = texts.push(text) - 1
    terms.push(term)
    counts.push(count)
    const others = byText.get(text)
    if (others === undefined) byText.set(text, [number])
    else others.push(number)
    return number
  }

  return {
    numberOf({ text, term }) {
      const termNumber = term === undefined ? -1 : numberOfTerm(term)
      for (const known of byText.get(text) ?? none) if (terms[known] === termNumber) return known
      return append(text, termNumber, 0)
    },
    writtenAs: text => (byText.get(text) ?? none).filter(word => counts[word]! > 0),
    termOf: word => terms[word]!,
    termNumber: term => termNumbers.get(term),
    isLive: term => term >= 0 && termCounts[term]! > 0,
    count(word, change) {
      counts[word]! += change
      const term = terms[word]!
      if (term >= 0) termCounts[term]! += change
    },
    matching(passes) {
      const found: { text: string; word: number; count: number }[] = []
      for (let word = 0; word < texts.length; word++) {
        const text = texts[word]!
        if (passes(text) && counts[word]! > 0 && terms[word]! >= 0) found.push({ text, word, count: counts[word]! })
      }
      return found
    },
    compact() {
      const old = { texts, terms, counts, termTexts: [...termNumbers.keys()] }
      const words = new Int32Array(texts.length).fill(-1)
      const keptTerms = new Int32Array(termNumbers.size).fill(-1)
      byText.clear()
      termNumbers.clear()
      texts = []
      terms = []
      counts = []
      termCounts = []
      for (const [word, text] of old.texts.entries()) {
        if (old.counts[word] === 0) continue
        const term = old.terms[word]!
        if (term >= 0) keptTerms[term] = numberOfTerm(old.termTexts[term]!)
        if (term >= 0) termCounts[keptTerms[term]!]! += old.counts[word]!
        words[word] = append(text, term < 0 ? -1 : keptTerms[term]!, old.counts[word]!)
      }
      return { words, terms: keptTerms }
    },
  }
}

const none: readonly number[] = []
