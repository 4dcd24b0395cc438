import { requireKnownOptions } from '@towerkit/core'
import { stemmer } from 'stemmer'
import { foldText } from './fold-text.ts'
import { luceneStopWords } from './lucene-stop-words.ts'
import { splitWords } from './split-words.ts'
import { termTokenizer } from './term-tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'

/** Options of `englishTokens`. */
export interface EnglishTokensOptions {
  /**
   * Also gives the parts of identifiers such as `readFileSync` or `HTTPServer2`, after the whole. For source code.
   * Default false.
   */
  readonly splitIdentifiers?: boolean
  /** Words to leave out, in lower case. Default: Lucene's 33 English stop words. */
  readonly stopWords?: ReadonlySet<string>
  /** Takes accents away as `foldText` does: `cafe` finds `Café`, `strasse` finds `Straße`. Default true. */
  readonly foldAccents?: boolean
}

/**
 * Makes a tokenizer for English: words of letters and digits of any script, in lower case, without accents, stop words
 * and the possessive 's, cut to their stems by Porter's algorithm. Scripts that put no spaces between words (Chinese,
 * Japanese, Thai, Lao, Khmer, Burmese), and Korean, give each two neighbouring characters, so that words within a run
 * are found.
 *
 * @returns a function from a text to its tokens, in order.
 *
 * @example
 * englishTokens()("The dog's running")                             // ['dog', 'run']
 * englishTokens({ splitIdentifiers: true })('readFileSync')        // ['readfilesync', 'read', 'file', 'sync']
 * englishTokens()('北京的天气')                                      // ['北京', '京的', '的天', '天气']
 *
 * @see Porter, An algorithm for suffix stripping, Program 1980
 * @see https://github.com/apache/lucene, EnglishAnalyzer, whose steps these are
 */
export function englishTokens(options: EnglishTokensOptions = {}): Tokenizer {
  const known = { splitIdentifiers: true, stopWords: true, foldAccents: true } as const
  const {
    splitIdentifiers = false,
    stopWords = luceneStopWords,
    foldAccents = true,
  } = requireKnownOptions<EnglishTokensOptions>('englishTokens', options, known)
  return termTokenizer({
    split: text => splitWords(text, { splitIdentifiers, possessive: true }),
    fold: foldAccents ? foldText : word => word.toLowerCase(),
    stem: stemmer,
    stopWords,
  })
}
