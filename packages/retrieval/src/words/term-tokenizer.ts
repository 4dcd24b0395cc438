import type { Tokenizer, Word } from './tokenizer.ts'

/** The steps of a tokenizer. */
export interface TokenizerSteps {
  /** Cuts a text into words, as they stand there. */
  readonly split: (text: string) => readonly string[]
  /** Makes the text of a word that other spellings share. */
  readonly fold: (word: string) => string
  /** The term of a word in small letters. */
  readonly stem: (word: string) => string
  /** Words that are not looked up, in small letters. */
  readonly stopWords: ReadonlySet<string>
}

/**
 * Makes a tokenizer of its steps. A word is stemmed as it is written, since stemmers need accents, and the stem is
 * folded. Words that were seen are remembered: stemming costs more than all else, and a corpus repeats its words.
 */
export function termTokenizer({ split, fold, stem, stopWords }: TokenizerSteps): Tokenizer {
  const seen = new Map<string, Word>()
  const wordOf = (written: string): Word => {
    let word = seen.get(written)
    if (word === undefined) {
      if (seen.size >= largestCache) seen.clear()
      const lower = written.toLowerCase()
      const text = fold(written)
      word = { text, term: stopWords.has(lower) ? undefined : fold(stem(lower)) || text }
      seen.set(written, word)
    }
    return word
  }
  const words = (text: string): Word[] => split(text).map(wordOf)
  const terms = (text: string): string[] =>
    words(text)
      .map(({ term }) => term)
      .filter(term => term !== undefined)
  return Object.assign(terms, { words })
}

const largestCache = 1_000_000
