import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { franc } from 'franc'
import { foldText } from '../words/fold-text.ts'
import { splitWords } from '../words/split-words.ts'
import { termTokenizer } from '../words/term-tokenizer.ts'
import type { QueryWord, Tokenizer, Word } from '../words/tokenizer.ts'
import { languageWords, type Language, type LanguageWords } from './language-words.ts'

/** Options of `languageTokens`. */
export interface LanguageTokensOptions {
  /**
   * A code such as 'de'; 'none' for unstemmed words, stop words included; 'detect' to detect the language of each
   * document. Default 'en'.
   */
  readonly language?: Language | 'none' | 'detect'
  /** With 'detect', the languages that documents may have. Default: all that are known. */
  readonly languages?: readonly Language[]
  /** Also gives the parts of identifiers such as `readFileSync`, after the whole. Default false. */
  readonly splitIdentifiers?: boolean
}

/** Shorter documents are not stemmed: their language would be guessed wrong too often. */
const shortestDetected = 40

/**
 * Makes a tokenizer for a language: words in small letters and without accents, as `foldText` folds them, without the
 * language's stop words, cut to their stems. Korean, and scripts without spaces (Chinese, Japanese, Thai, ...), give
 * each two neighbouring characters in every language, so 'ko', 'zh', 'ja' and 'th' need no code: 'none' serves them.
 *
 * With 'detect' each document is stemmed in its own language, one of fewer than 40 characters, or in an unknown
 * language, not at all; the words of a query are looked up by their stems in every language that documents had so far.
 *
 * @throws {ArgumentError} if a language is not known.
 *
 * @example
 * languageTokens({ language: 'de' })('die Häuser der Straße') // ['haus', 'strass']
 * const index = bm25Index({ tokenize: languageTokens({ language: 'detect' }) })
 *
 * @see https://snowballstem.org for the stemmers
 */
export function languageTokens(options: LanguageTokensOptions = {}): Tokenizer {
  const known = { language: true, languages: true, splitIdentifiers: true } as const
  const {
    language = 'en',
    languages = Object.keys(languageWords) as Language[],
    splitIdentifiers = false,
  } = requireKnownOptions<LanguageTokensOptions>('languageTokens', options, known)
  for (const code of [language, ...languages])
    if (code !== 'none' && code !== 'detect' && !Object.hasOwn(languageWords, code))
      throw new ArgumentError(
        `languageTokens: language is "${code}". Give ${Object.keys(languageWords).join(', ')}, none or detect.`,
        { language: code },
      )
  const tokenizerOf = (code: Language | 'none', possessive: boolean) => {
    const { stem, stopWords }: Pick<LanguageWords, 'stem' | 'stopWords'> =
      code === 'none' ? asTheyAre : languageWords[code]
    return termTokenizer({
      split: text => splitWords(text, { splitIdentifiers, possessive }),
      fold: foldText,
      stem,
      stopWords,
    })
  }
  if (language !== 'detect') return tokenizerOf(language, language === 'en')

  const only = languages.map(code => languageWords[code].detectedAs)
  const codes = new Map<string, Language>(languages.map(code => [languageWords[code].detectedAs, code]))
  // Words are parted alike in all languages, so that those of a query can be put side by side.
  const seen = new Map<Language | 'none', Tokenizer>([['none', tokenizerOf('none', true)]])
  const words = (text: string): Word[] => {
    const code = (text.length < shortestDetected ? undefined : codes.get(franc(text, { only }))) ?? 'none'
    let tokenizer = seen.get(code)
    if (tokenizer === undefined) seen.set(code, (tokenizer = tokenizerOf(code, true)))
    return tokenizer.words(text)
  }
  const queryWords = (text: string): QueryWord[] => {
    const [first, ...others] = [...seen.values()].map(tokenizer => tokenizer.words(text))
    return first!.map((word, i) => ({
      text: word.text,
      terms: [...new Set([word, ...others.map(each => each[i]!)].flatMap(({ term }) => term ?? []))],
    }))
  }
  const terms = (text: string): string[] => queryWords(text).flatMap(word => word.terms)
  return Object.assign(terms, { words, queryWords })
}

const asTheyAre = { stem: (word: string) => word, stopWords: new Set<string>() }
